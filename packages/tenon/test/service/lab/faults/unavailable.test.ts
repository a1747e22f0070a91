import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { failingCall } from '../../../../src/service/lab/faults/failing-call.ts'
import { failingWrite } from '../../../../src/service/lab/faults/failing-write.ts'
import { fullDisk } from '../../../../src/service/lab/faults/full-disk.ts'
import { noHandles } from '../../../../src/service/lab/faults/no-handles.ts'
import { readOnlyDisk } from '../../../../src/service/lab/faults/read-only-disk.ts'
import { folderFor } from '../../semantics/stores.ts'
import { KEPT, keep, met } from './under.ts'

const stated = { ...met, name: 'failing_sync', says: 'A sync fails.', strikes: 'calls' } as const

suite('a fault on a machine without the command that it needs', () => {
  for (const fault of [
    fullDisk(2, met),
    readOnlyDisk(met),
    noHandles(0, met),
    failingWrite(0, met),
    failingCall({ ...stated, calls: ['fsync'], error: 'EIO', which: '1+' }),
  ]) {
    test(`cannot be brought about, says what it needs, and leaves everything as it was: ${fault.name}`, async (t) => {
      const folder = await folderFor(t)
      await keep(folder)
      const { PATH } = process.env
      process.env.PATH = join(folder, 'nothing')
      t.after(() => {
        process.env.PATH = PATH
      })
      const prepared = await fault.prepare({ folder, name: 'here' })
      assert.ok(prepared.kind === 'unavailable', prepared.kind)
      assert.match(prepared.says, /that needs Linux and/)
      assert.deepEqual(await readdir(folder), ['kept'])
      assert.equal(await readFile(join(folder, 'kept'), 'utf8'), KEPT)
    })
  }
})
