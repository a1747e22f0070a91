import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nestings } from '../../service/oxc/nestings.ts'
import type { Ran } from './tenon-check.ts'
import { oddFiles, plant, READ, ways } from './files.ts'
import { others, slow } from './large.ts'
import { shop } from './shop.ts'

/** Two seconds, and five where another process reads, on a machine with nothing else to do; this is for one that has. */
const MOST_MS = 20_000
/** For a file as large as may be, made of what is wrong. */
const MOST_LARGE_MS = 60_000
/** For one file that nests: a second on a machine with nothing else to do, and twice that while others share its caches. */
const MOST_CPU_SECONDS = 3
/** For one file as large as may be, with up to 170,000 findings: one to three seconds. ESLint takes more. */
const MOST_LARGE_CPU_SECONDS = 10

const skip = process.platform === 'win32' ? 'Windows has no such files' : false

/** That a process has said what is, and not died over it. ESLint ends with 2 where it cannot read a file at all. */
const assertEnded = ({ code, stdout, stderr }: Ran): void => {
  assert.ok(code === 0 || code === 1 || code === 2, `${code} ${stderr.slice(0, 2_000)}`)
  assert.doesNotMatch(stdout + stderr, /defect of tenon-check|Maximum call stack|panicked/)
}

/** A depth, or the greatest that a text of 1.9 MB has room for. */
const asDeep = (text: (depth: number) => string, depth: number): number =>
  Math.min(depth, Math.floor(1_900_000 / (text(1).length - text(0).length)))

for (const { name: way, run } of ways) {
  for (const depth of [2_900, 15_000, 150_000])
    test(`${way} ends over files that nest in themselves, ${depth} deep or as deep as a file may be`, async (t) => {
      const files = nestings.map(({ path, text }, i): readonly [path: string, text: string] => [
        `src/domain/deep-${i}-${path}`,
        text(asDeep(text, depth)),
      ])
      const folder = await shop(t, Object.fromEntries(files))
      const ran = await run(
        folder,
        files.map(([path]) => path),
        MOST_MS * files.length,
      )
      assertEnded(ran)
      t.diagnostic(`${files.length} files, exit ${ran.code}`)
    })

  describe(`${way} is done soon with one file that nests in itself`, { skip: way === 'ESLint' }, () => {
    for (const { name, path, text } of nestings)
      test(name, async (t) => {
        for (const depth of [15_000, 150_000]) {
          const file = `src/domain/deep-${path}`
          const folder = await shop(t, { [file]: text(asDeep(text, depth)) })
          const ran = await run(folder, [file], MOST_MS)
          assertEnded(ran)
          assert.ok(ran.cpuSeconds < MOST_CPU_SECONDS, `${ran.cpuSeconds} s, ${depth} deep`)
        }
      })
  })

  describe(`${way} ends over a file of 1.9 MB`, () => {
    for (const { name, text } of [...slow, ...others])
      test(`of ${name}`, async (t) => {
        const ran = await run(
          await shop(t, { 'src/domain/large.ts': text(1_900_000) }),
          ['src/domain/large.ts'],
          MOST_LARGE_MS,
        )
        assertEnded(ran)
        assert.ok(ran.cpuSeconds < MOST_LARGE_CPU_SECONDS, `${ran.cpuSeconds} s`)
      })
  })

  describe(`${way} ends over what is no file, or none of text`, { skip }, () => {
    for (const file of oddFiles)
      for (const place of ['src/domain/odd.ts', ...READ])
        test(`${file.name}, as ${place}`, async (t) => {
          const folder = await shop(t, {})
          await plant(folder, place, file)
          assertEnded(await run(folder, [place.startsWith('src') ? place : 'src/domain/money.ts'], MOST_MS))
        })
  })
}
