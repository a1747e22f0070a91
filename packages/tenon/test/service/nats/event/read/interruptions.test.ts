import assert from 'node:assert/strict'
import { cp, rm } from 'node:fs/promises'
import { suite, test } from 'node:test'
import type { EventStore } from 'tenon'
import { event, folderFor, gives } from '../../../semantics/stores.ts'
import { nats } from '../../servers/binaries.ts'
import { startServer } from '../../servers/server.ts'
import { allOf, as, bound, hasty, opened, put, user } from '../../stores.ts'

const ALL = { streams: 'all', types: 'all' } as const

/** Appends this many events to one stream, each in a message of its own. */
const fill = async (store: EventStore, many: number): Promise<void> => {
  for (let i = 0; i < many; i += 1) gives(await put(store, 'a-1', i), 'appended')
}

/** Returns the next item of a subscription that is not an event. */
const ending = async (items: AsyncIterator<{ readonly kind: string }>): Promise<{ readonly kind: string }> => {
  for (;;) {
    const { value } = await items.next()
    if (value === undefined) assert.fail('a subscription ended without an item')
    if (value.kind !== 'event') return value
  }
}

suite('a subscription', nats, () => {
  test('asks a server for no more at a time than it gives', async (t) => {
    await using server = await startServer({ series: '2.15', jetstream: 'limits { max_request_batch: 64 }' })
    const store = await opened(t, hasty(server.url), 'BATCHES')
    await fill(store, 300)
    assert.equal((await allOf(store)).length, 300)
    assert.equal((await ending(store.subscribe({ after: 'start', filter: ALL }))).kind, 'caught_up')
  })

  test('that may make no consumer says so, also where all there was has been given', async (t) => {
    const config = `accounts { S { jetstream: enabled, users: [${user('every')}, ${user('no_consumer', 'publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] }')}] } }`
    await using server = await startServer({ series: '2.10', config })
    await opened(t, hasty(server.url, as('every')), 'FORBIDDEN')
    const store = await opened(t, hasty(server.url, as('no_consumer')), 'FORBIDDEN')
    const items = store.subscribe({ after: 'start', filter: ALL })
    assert.equal((await ending(items)).kind, 'caught_up')
    assert.partialDeepStrictEqual(await ending(items), { kind: 'failed', failure: 'permission_denied' })
  })

  test('ends with ahead when the log goes back under it, as after an older backup, and skips nothing silently', async (t) => {
    await using server = await startServer({ series: '2.15' })
    const connection = hasty(server.url, { patienceMs: 10_000 })
    const backup = await folderFor(t)
    const store = await opened(t, connection, 'BACK')
    await fill(store, 3)
    await server.kill()
    await cp(server.folder, backup, { recursive: true })
    await server.restart()
    const other = await opened(t, connection, 'BACK')
    await fill(other, 3)
    const items = other.subscribe({ after: 'start', filter: ALL })
    assert.equal((await ending(items)).kind, 'caught_up')
    const next = ending(items)
    await server.kill()
    await rm(server.folder, { recursive: true })
    await cp(backup, server.folder, { recursive: true })
    await server.restart()
    assert.deepEqual(await next, { kind: 'ahead', head: 3_000 })
  })
})

test('a store that is closed answers what it reads', nats, async (t) => {
  await using server = await startServer({ series: '2.15' })
  const binding = bound(t, hasty(server.url), 'CLOSING')
  const { store } = gives(await binding.open(), 'opened')
  gives(
    await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: [event('x'), event('y')] }),
    'appended',
  )
  const reading = [
    store.read({ stream: 'a-1', from: 'start', direction: 'forward', limit: 10 }),
    store.read_all({ after: 'start', filter: ALL, limit: 10 }),
    store.streams({ prefix: '', after: null, limit: 10 }),
  ]
  gives(await binding.close(), 'closed')
  for (const page of await Promise.all(reading)) assert.equal(page.kind, 'page')
})
