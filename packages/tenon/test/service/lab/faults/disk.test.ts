import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { fullDisk, fullDiskAtOpen } from '../../../../src/service/lab/faults/full-disk.ts'
import { readOnlyDisk } from '../../../../src/service/lab/faults/read-only-disk.ts'
import { KEPT, met, under } from './under.ts'

const isMounted = (folder: string): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${folder} `)

suite('a full disk', () => {
  for (const make of [fullDisk, fullDiskAtOpen]) {
    const fault = make(2, met)
    test(`has no room for one more file until it is healed, and keeps what was there: ${fault.name}`, async (t) => {
      await under(t, fault, async ({ folder }, { strike, heal }) => {
        const write = (name: string): void => writeFileSync(join(folder, name), 'x')
        write('before')
        await strike()
        assert.throws(() => write('new'), { code: 'ENOSPC' })
        assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), KEPT)
        await heal()
        write('new')
        writeFileSync(join(folder, 'large'), Buffer.alloc(1024 * 1024))
        assert.throws(() => writeFileSync(join(folder, 'larger'), Buffer.alloc(2 * 1024 * 1024)), { code: 'ENOSPC' })
      })
    })
  }

  test('is gone at the end, whatever was open on it and whether it was healed', async (t) => {
    for (const struck of [false, true]) {
      let file: number | undefined
      let where = ''
      await under(t, fullDisk(2, met), async ({ folder }, { strike }) => {
        assert.ok(isMounted(folder))
        where = folder
        file = openSync(join(folder, 'kept'), 'r')
        if (struck) await strike()
      })
      if (file === undefined) return
      closeSync(file)
      assert.ok(!isMounted(where))
    }
  })
})

suite('a read-only disk', () => {
  test('lets read and not write until it is healed, and is gone at the end', async (t) => {
    let where = ''
    await under(t, readOnlyDisk(met), async ({ folder }, { strike, heal }) => {
      where = folder
      const write = (): void => writeFileSync(join(folder, 'kept'), KEPT)
      write()
      await strike()
      assert.throws(write, { code: 'EROFS' })
      assert.throws(() => writeFileSync(join(folder, 'new'), 'x'), { code: 'EROFS' })
      assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), KEPT)
      await heal()
      write()
    })
    if (where !== '') assert.ok(!isMounted(where))
  })

  test('that was not healed is gone at the end', async (t) => {
    await under(t, readOnlyDisk(met), (_place, { strike }) => strike())
  })
})
