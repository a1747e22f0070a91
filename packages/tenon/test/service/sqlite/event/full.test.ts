import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Append, EventStore } from 'tenon'
import { event, fill, gives, sqliteConfig } from '../../semantics/stores.ts'
import { bound, makeFile, openFile, pathFor, whole } from '../files.ts'
import { smallDisk } from '../small-disk.ts'
import { limited } from './limited.ts'
import { Process } from '../processes/process.ts'

const MEGABYTE = 1024 * 1024

/** Returns an append of one event with this many bytes. */
const large = (stream: string, bytes: number, expectedRevision: Append['expectedRevision'] = 'any') => ({
  stream,
  expectedRevision,
  events: [event('x'.repeat(bytes))],
})

suite('a full disk', () => {
  test('fails an append with full, none; reads work, and the same append succeeds when there is room', async (t) => {
    const disk = await smallDisk(t, 20)
    if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
    t.diagnostic('ran on a tmpfs of 20 MB')
    const reserve = join(disk, 'reserve')
    writeFileSync(reserve, Buffer.alloc(10 * MEGABYTE))
    const store = await openFile(t, join(disk, 'events.db'), { synchronous: 'full' })
    await fill(store, 'a-1', 2)
    const refused = await untilFull(store)
    assert.equal(gives(await store.read(whole), 'page').head, 1)
    gives(await store.read_all({ after: 'start', filter: { streams: 'all', types: 'all' }, limit: 10 }), 'page')
    rmSync(reserve)
    const outcome = gives(await store.append(refused), 'appended')
    assert.equal(outcome.repeated, false)
    assert.deepEqual(await store.append(refused), { ...outcome, repeated: true })
    await fill(store, 'a-1', 1)
  })

  test('that fails the COMMIT of a group in which B conflicts because of A tells neither appended nor conflict', async (t) => {
    const disk = await smallDisk(t, 6)
    if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
    t.diagnostic('ran on a tmpfs of 6 MB')
    const store = await openFile(t, join(disk, 'events.db'), { synchronous: 'full' })
    await fill(store, 'a-1', 1)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - MEGABYTE))
    const big = () => ({
      stream: 's-1',
      expectedRevision: 'no_stream' as const,
      events: [event('x'.repeat(MEGABYTE - 100)), event('y'.repeat(MEGABYTE / 2))],
    })
    const [a, b] = [big(), big()]
    const outcomes = await Promise.all([store.append(a), store.append(b)])
    for (const outcome of outcomes) {
      const { failure, effect } = gives(outcome, 'failed')
      assert.deepEqual([failure, effect], ['full', 'none'])
    }
    assert.deepEqual(await store.read({ ...whole, stream: 's-1' }), { kind: 'no_stream' })
    const third = await store.append({ stream: 't-1', expectedRevision: 'no_stream', events: [event()] })
    assert.equal(gives(third, 'appended').revision, 0)
    rmSync(join(disk, 'filler'))
    gives(await store.append(a), 'appended')
    assert.equal(gives(await store.append(b), 'conflict').actual, 1)
  })

  test("is one append's own: what shares its group and has room is appended", async (t) => {
    const disk = await smallDisk(t, 6)
    if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
    const store = await openFile(t, join(disk, 'events.db'))
    await fill(store, 'a-1', 1)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - MEGABYTE / 2))
    const [one, big, other] = await Promise.all([
      store.append({ stream: 'a-1', expectedRevision: 0, events: [event()] }),
      store.append(large('b-1', MEGABYTE - 100)),
      store.append({ stream: 'a-1', expectedRevision: 1, events: [event()] }),
    ])
    assert.equal(gives(big, 'failed').failure, 'full')
    assert.equal(gives(one, 'appended').revision, 1)
    assert.equal(gives(other, 'appended').revision, 2)
    assert.deepEqual(await store.read({ ...whole, stream: 'b-1' }), { kind: 'no_stream' })
  })

  test('fails open with full, none, and the same binding opens when there is room', async (t) => {
    for (const made of [false, true]) {
      for (const pages of [0, 2, 4]) {
        const disk = await smallDisk(t, 1)
        if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
        const path = join(disk, 'events.db')
        if (made) await makeFile(path, 1)
        const { bavail, bsize } = statfsSync(disk)
        writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - pages * 4_096))
        const binding = bound(t, path)
        const { failure, effect, operation } = gives(await binding.open(), 'failed')
        const where = `${made ? 'an existing' : 'a new'} file, ${pages} pages left`
        assert.deepEqual([failure, effect, operation], ['full', 'none', 'open'], where)
        rmSync(join(disk, 'filler'))
        await fill(gives(await binding.open(), 'opened').store, 'a-1', 1)
      }
    }
  })

  test('that SQLite finds before COMMIT, at its own limit of pages, is full, none, and each append fails by itself', async (t) => {
    const { append, allow } = await limited(t, await pathFor(t), 40)
    const [one, big, other] = await Promise.all([
      append({ stream: 'a-1', expectedRevision: 'no_stream', id: event().id, bytes: 100 }),
      append({ stream: 'b-1', expectedRevision: 'no_stream', id: event().id, bytes: 400_000 }),
      append({ stream: 'b-1', expectedRevision: 'no_stream', id: event().id, bytes: 100 }),
    ])
    gives(one, 'appended')
    const { failure, effect } = gives(big, 'failed')
    assert.deepEqual([failure, effect], ['full', 'none'])
    gives(other, 'appended')
    allow(1_000)
    gives(await append({ stream: 'c-1', expectedRevision: 'no_stream', id: event().id, bytes: 400_000 }), 'appended')
    t.diagnostic('ran with PRAGMA max_page_count')
  })
})

suite('a disk that fails', () => {
  test('at COMMIT is corrupted, unknown; later appends are refused with none; the store opens again on a good disk', async (t) => {
    try {
      execFileSync('prlimit', ['--version'], { stdio: 'ignore' })
    } catch {
      return t.skip('there is no prlimit here')
    }
    const path = await pathFor(t)
    const config = sqliteConfig(path, { synchronous: 'full' })
    const child = new Process(t, { kind: 'outgrow', config }, ['prlimit', `--fsize=${MEGABYTE}`])
    const outcomes = (await child.hearAll()).map((outcome) => Object(outcome))
    const failed = outcomes.filter(({ kind }) => kind === 'failed')
    assert.deepEqual(
      failed.map(({ failure, effect }) => [failure, effect]),
      [
        ['corrupted', 'unknown'],
        ['corrupted', 'none'],
        ['corrupted', 'none'],
      ],
      JSON.stringify(failed),
    )
    t.diagnostic(`ran under prlimit --fsize: ${failed[0]?.evidence?.code}`)
    const store = await openFile(t, path)
    const answered = outcomes.length - failed.length
    assert.ok(answered > 0)
    for (let i = 0; i < answered; i += 1) {
      assert.equal(gives(await store.read({ ...whole, stream: `a-${i}` }), 'page').head, 0)
    }
    await fill(store, 'a-1', 1)
  })
})

/** Appends until the disk is full. Returns the append that failed. */
const untilFull = async (store: EventStore): Promise<Append> => {
  for (let i = 0; i < 100; i += 1) {
    const append = large(`b-${i}`, MEGABYTE / 2)
    const outcome = await store.append(append)
    if (outcome.kind === 'appended') continue
    const { failure, effect } = gives(outcome, 'failed')
    assert.deepEqual([failure, effect], ['full', 'none'])
    return append
  }
  return assert.fail('the disk was never full')
}
