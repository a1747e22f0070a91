import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { syncs } from '../../../../src/service/lab/process/traced.ts'

const FOLDER = '/place'

/** What a process did, one system call a line, as strace writes it. */
const trace = (...lines: readonly string[]): string => lines.map((line) => `4711  ${line}\n`).join('')

const speak = 'write(3<UNIX-STREAM:[12->13]>, "{}\\n", 3) = 3'
const log = (call: string, file = 'events.db-wal') => `${call}(21</place/${file}>, "...", 4096, 0) = 4096`
const sync = (call: string, file = 'events.db-wal') => `${call}(21</place/${file}>) = 0`

/** What was written after the process first spoke, and how much of it was not synced when it spoke again. */
const looked = (text: string, folder: string) => {
  const { writes, unsynced } = syncs(text, folder)
  return { writes, unsynced }
}

suite('A trace', () => {
  test('of nothing says nothing', () => {
    assert.deepEqual(looked('', FOLDER), { writes: 0, unsynced: 0 })
  })

  test('shows every write synced before the process speaks', () => {
    const found = looked(trace(speak, log('pwrite64'), log('pwrite64'), sync('fdatasync'), speak), FOLDER)
    assert.deepEqual(found, { writes: 2, unsynced: 0 })
  })

  test('shows the writes that were not synced when the process spoke', () => {
    const found = looked(trace(speak, log('pwrite64'), sync('fsync'), log('pwrite64'), log('write'), speak), FOLDER)
    assert.deepEqual(found, { writes: 3, unsynced: 2 })
  })

  test('shows the most of all times that it spoke', () => {
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

  test('begins when the process first speaks: how it made its files is not looked at', () => {
    const found = looked(trace(log('pwrite64'), log('pwrite64'), speak, speak), FOLDER)
    assert.deepEqual(found, { writes: 0, unsynced: 0 })
  })

  test('leaves out what comes after the last thing said', () => {
    const found = looked(trace(speak, log('pwrite64'), sync('fsync'), speak, log('pwrite64')), FOLDER)
    assert.equal(found.unsynced, 0)
  })

  test('is of one folder: files elsewhere, also in one whose name begins the same, do not count', () => {
    const others = ['pwrite64(9</place2/x>, "", 1, 0) = 1', 'pwrite64(9</elsewhere/place/x>, "", 1, 0) = 1']
    assert.deepEqual(looked(trace(speak, ...others, speak), FOLDER), { writes: 0, unsynced: 0 })
  })

  test('takes a line written to another descriptor for no speech', () => {
    const found = looked(trace(speak, log('pwrite64'), 'write(1<pipe:[7]>, "x", 1) = 1', sync('fsync'), speak), FOLDER)
    assert.deepEqual(found, { writes: 1, unsynced: 0 })
  })

  test('is not satisfied by a sync that failed', () => {
    const failed = 'fdatasync(21</place/events.db-wal>) = -1 EIO (Input/output error)'
    assert.deepEqual(looked(trace(speak, log('pwrite64'), failed, speak), FOLDER), { writes: 1, unsynced: 1 })
  })

  test('is not satisfied by a sync of another thread that goes on while the process speaks', () => {
    const begun = 'fdatasync(21</place/events.db-wal> <unfinished ...>'
    const ended = '<... fdatasync resumed>)           = 0'
    const late = trace(speak, log('pwrite64'), begun, speak, ended)
    assert.deepEqual(looked(late, FOLDER), { writes: 1, unsynced: 1 })
    const inTime = trace(speak, log('pwrite64'), begun, ended, speak)
    assert.deepEqual(looked(inTime, FOLDER), { writes: 1, unsynced: 0 })
    const writtenMeanwhile = trace(speak, log('pwrite64'), begun, log('pwrite64'), ended, speak)
    assert.deepEqual(looked(writtenMeanwhile, FOLDER), { writes: 2, unsynced: 1 })
  })

  test('shows how often the process spoke without a write since it spoke before', () => {
    const found = syncs(trace(speak, log('pwrite64'), sync('fsync'), speak, speak, speak), FOLDER)
    assert.equal(found.unwritten, 2)
  })
})
