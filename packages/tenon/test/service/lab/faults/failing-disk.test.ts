import assert from 'node:assert/strict'
import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { failingCall } from '../../../../src/service/lab/faults/failing-call.ts'
import { failingWrite } from '../../../../src/service/lab/faults/failing-write.ts'
import { KEPT, met, under } from './under.ts'

const ROOM = 1_000

const failingSync = failingCall({
  ...met,
  name: 'failing_sync',
  says: 'A sync fails.',
  strikes: 'calls',
  calls: ['fsync', 'fdatasync'],
  error: 'EIO',
  which: '1+',
})

suite('a write that fails', () => {
  test('is made in part if a file would exceed the room that is left, until it is healed', async (t) => {
    await under(t, failingWrite(ROOM, met), async ({ folder }, { strike, heal }) => {
      const path = join(folder, 'kept')
      const write = (): void => appendFileSync(path, 'x'.repeat(2 * ROOM))
      await strike()
      assert.throws(write, { code: 'EFBIG' })
      assert.equal(statSync(path).size, KEPT.length + ROOM)
      await heal()
      write()
      assert.equal(statSync(path).size, KEPT.length + 3 * ROOM)
    })
  })

  test('no longer fails after the end if it was not healed', async (t) => {
    await under(t, failingWrite(0, met), async ({ folder }, { strike, end }) => {
      await strike()
      await end()
      appendFileSync(join(folder, 'kept'), 'x')
    })
  })
})

suite('a sync that fails', () => {
  test('does so after the write was done, until it is healed', async (t) => {
    await under(t, failingSync, async ({ folder }, { strike, heal }) => {
      const path = join(folder, 'kept')
      await strike()
      assert.throws(() => synced(path), { code: 'EIO' })
      assert.equal(readFileSync(path, 'utf8'), `${KEPT}x`)
      await heal()
      synced(path)
    })
  })

  test('no longer fails after the end if it was not healed', async (t) => {
    await under(t, failingSync, async ({ folder }, { strike, end }) => {
      await strike()
      await end()
      synced(join(folder, 'kept'))
    })
  })
})

/** Writes one more byte to a file, and syncs it. */
const synced = (path: string): void => {
  const file = openSync(path, 'a')
  try {
    writeSync(file, 'x')
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
