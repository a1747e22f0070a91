import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { oddFiles, plant, READ, ways } from './files.ts'
import { shop } from './shop.ts'

const MOST_MS = 20_000

const skip = process.platform === 'win32' ? 'Windows has no such files' : false

describe('A check neither waits for a pipe nor reads a device', { skip }, () => {
  const [check] = ways
  for (const file of oddFiles.slice(0, 2))
    for (const place of ['src/domain/odd.ts', ...READ])
      test(`${file.name} in the place of ${place}`, async (t) => {
        const folder = await shop(t, {})
        await plant(folder, place, file)
        const ran = await check?.run(folder, [place], MOST_MS)
        const told = `${ran?.stdout}${ran?.stderr}`
        // A pipe among the sources is skipped, and a link that leads out of the project is reported.
        if (place.startsWith('src')) assert.ok(ran?.code === 0 || ran?.code === 2, told)
        else {
          assert.equal(ran?.code, 2, told)
          assert.match(told, /cannot be read: it is a pipe or a device/)
          assert.ok(told.includes(place), told)
        }
      })
})
