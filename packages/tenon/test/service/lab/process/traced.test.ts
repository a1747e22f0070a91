import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { syncs } from '../../../../src/service/lab/process/traced.ts'

const FOLDER = '/place'

/** Returns a trace of a process, one system call a line, as strace writes it. */
const trace = (...lines: readonly string[]): string => lines.map((line) => `4711  ${line}\n`).join('')

const speak = 'write(3<UNIX-STREAM:[12->13]>, "{}\\n", 3) = 3'
const log = (call: string, file = 'events.db-wal') => `${call}(21</place/${file}>, "...", 4096, 0) = 4096`
const sync = (call: string, file = 'events.db-wal') => `${call}(21</place/${file}>) = 0`

/** Returns the writes after the first message of the process, and how many were not synced when it sent another. */
const looked = (text: string, folder: string) => {
  const { writes, unsynced } = syncs(text, folder)
  return { writes, unsynced }
}

suite('A trace', () => {
  test('of nothing shows nothing', () => {
    assert.deepEqual(looked('', FOLDER), { writes: 0, unsynced: 0 })
  })

  test('shows every write synced before the process sends a message', () => {
    const found = looked(trace(speak, log('pwrite64'), log('pwrite64'), sync('fdatasync'), speak), FOLDER)
    assert.deepEqual(found, { writes: 2, unsynced: 0 })
  })

  test('shows the writes that were not synced when the process sent a message', () => {
    const found = looked(trace(speak, log('pwrite64'), sync('fsync'), log('pwrite64'), log('write'), speak), FOLDER)
    assert.deepEqual(found, { writes: 3, unsynced: 2 })
  })

  test('shows the most over all messages', () => {
    const behind = [log('pwrite64'), log('pwrite64'), speak, sync('fsync'), log('writev'), speak]
    assert.deepEqual(looked(trace(speak, ...behind), FOLDER), { writes: 3, unsynced: 2 })
  })

  test('is not satisfied by the sync of another file', () => {
    const found = looked(trace(speak, log('pwrite64'), sync('fdatasync', 'events.db'), speak), FOLDER)
    assert.deepEqual(found, { writes: 1, unsynced: 1 })
  })

  test('adds up what several files lack', () => {
    const found = looked(trace(speak, log('pwrite64'), log('pwritev', 'events.db'), speak), FOLDER)
    assert.deepEqual(found, { writes: 2, unsynced: 2 })
  })

  test('begins with the first message: how the process made its files is ignored', () => {
    const found = looked(trace(log('pwrite64'), log('pwrite64'), speak, speak), FOLDER)
    assert.deepEqual(found, { writes: 0, unsynced: 0 })
  })

  test('leaves out what comes after the last message', () => {
    const found = looked(trace(speak, log('pwrite64'), sync('fsync'), speak, log('pwrite64')), FOLDER)
    assert.equal(found.unsynced, 0)
  })

  test('is of one folder: files elsewhere, also in one whose name begins the same, do not count', () => {
    const others = ['pwrite64(9</place2/x>, "", 1, 0) = 1', 'pwrite64(9</elsewhere/place/x>, "", 1, 0) = 1']
    assert.deepEqual(looked(trace(speak, ...others, speak), FOLDER), { writes: 0, unsynced: 0 })
  })

  test('does not take a line on another descriptor for a message', () => {
    const found = looked(trace(speak, log('pwrite64'), 'write(1<pipe:[7]>, "x", 1) = 1', sync('fsync'), speak), FOLDER)
    assert.deepEqual(found, { writes: 1, unsynced: 0 })
  })

  test('is not satisfied by a sync that failed', () => {
    const failed = 'fdatasync(21</place/events.db-wal>) = -1 EIO (Input/output error)'
    assert.deepEqual(looked(trace(speak, log('pwrite64'), failed, speak), FOLDER), { writes: 1, unsynced: 1 })
  })

  test('is not satisfied by a sync of another thread that goes on while the process sends a message', () => {
    const begun = 'fdatasync(21</place/events.db-wal> <unfinished ...>'
    const ended = '<... fdatasync resumed>)           = 0'
    const late = trace(speak, log('pwrite64'), begun, speak, ended)
    assert.deepEqual(looked(late, FOLDER), { writes: 1, unsynced: 1 })
    const inTime = trace(speak, log('pwrite64'), begun, ended, speak)
    assert.deepEqual(looked(inTime, FOLDER), { writes: 1, unsynced: 0 })
    const writtenMeanwhile = trace(speak, log('pwrite64'), begun, log('pwrite64'), ended, speak)
    assert.deepEqual(looked(writtenMeanwhile, FOLDER), { writes: 2, unsynced: 1 })
  })

  test('shows how often the process sent a message without a write since the one before', () => {
    const found = syncs(trace(speak, log('pwrite64'), sync('fsync'), speak, speak, speak), FOLDER)
    assert.equal(found.unwritten, 2)
  })
})
