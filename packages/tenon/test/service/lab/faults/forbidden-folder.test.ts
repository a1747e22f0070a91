import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { forbiddenFolder, unwritableFolder } from '../../../../src/service/lab/faults/forbidden-folder.ts'
import { KEPT, met, under } from './under.ts'

suite('a forbidden folder', () => {
  test('can be neither read nor written until it is healed, and then everything is as before', async (t) => {
    await under(t, forbiddenFolder(met), async ({ folder }, { strike, heal }) => {
      const [user, { mode }] = [process.geteuid?.(), statSync(folder)]
      await strike()
      assert.throws(() => readFileSync(join(folder, 'kept')), { code: 'EACCES' })
      assert.throws(() => writeFileSync(join(folder, 'new'), 'x'), { code: 'EACCES' })
      await heal()
      assert.deepEqual([process.geteuid?.(), statSync(folder).mode], [user, mode])
      assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), KEPT)
    })
  })

  test('that was not healed can be used again at the end', async (t) => {
    const user = process.geteuid?.()
    await under(t, forbiddenFolder(met), (_place, { strike }) => strike())
    assert.equal(process.geteuid?.(), user)
  })
})

suite('an unwritable folder', () => {
  test('can be read but not written until it is healed', async (t) => {
    await under(t, unwritableFolder(met), async ({ folder }, { strike, heal }) => {
      const write = (): void => writeFileSync(join(folder, 'new'), 'x')
      await strike()
      assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), KEPT)
      assert.throws(write, { code: 'EACCES' })
      await heal()
      write()
    })
  })
})
