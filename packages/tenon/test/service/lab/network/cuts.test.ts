import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { retrying, usual } from 'tenon/conformance'
import { TcpProxy } from '../../../../src/service/lab/network/tcp-proxy.ts'
import { event, gives, leastNeed } from '../../semantics/stores.ts'
import { RemoteEventExecutor } from '../remote/executor.ts'
import { faults } from '../remote/rig.ts'
import { RemoteServer } from '../remote/server.ts'

const one = () => ({ stream: 'a-1', expectedRevision: 'no_stream' as const, events: [event()] })
const all = { streams: 'all', types: 'all' } as const

suite('A store over a wire that is cut', () => {
  test('returns repeated for an append whose reply was lost, if it may try again', async (t) => {
    const { proxy, store } = await opened(t, retrying)
    await proxy.strike({ kind: 'cut', in: 'reply', after: 0, request: 1 })
    assert.deepEqual(await store.append(one()), { kind: 'appended', revision: 0, position: 1, repeated: true })
    assert.equal(proxy.seen.struck, 1)
  })

  test('stores an append whose request was lost, if it may try again', async (t) => {
    const { proxy, store } = await opened(t, retrying)
    await proxy.strike({ kind: 'cut', in: 'request', after: 30, request: 1 })
    assert.deepEqual(await store.append(one()), { kind: 'appended', revision: 0, position: 1, repeated: false })
  })

  test('distinguishes calls that could not be sent from calls that were sent', async (t) => {
    const { proxy, store } = await opened(t, usual)
    await proxy.strike({ kind: 'cut', in: 'reply', after: 10, request: 1 })
    const sent = gives(await store.append(one()), 'failed')
    assert.deepEqual([sent.failure, sent.effect], ['connection_lost', 'unknown'])
    await proxy.strike({ kind: 'refuse' })
    const unsent = gives(await store.append({ ...one(), stream: 'b-1' }), 'failed')
    assert.deepEqual([unsent.failure, unsent.effect], ['connection_lost', 'none'])
    assert.equal(unsent.evidence?.code, 'ECONNREFUSED')
  })

  test('makes a held append late, long after its caller got an unknown effect', async (t) => {
    const { proxy, store } = await opened(t, usual)
    const items = store.subscribe({ after: 'start', filter: all })
    assert.equal((await items.next()).value?.kind, 'caught_up')
    await proxy.strike({ kind: 'stall', direction: 'request', healed: 'delivered' })
    const caller = new AbortController()
    const append = one()
    const waiting = store.append(append, { signal: caller.signal, deadlineMs: null })
    await proxy.sees(({ held }) => held > 0)
    caller.abort()
    const outcome = gives(await waiting, 'failed')
    assert.deepEqual([outcome.failure, outcome.effect], ['cancelled', 'unknown'])
    await proxy.heal()
    const item = (await items.next()).value
    assert.equal(item?.kind === 'event' ? item.event.id : item, append.events[0]?.id)
    await items.return?.()
  })

  test('goes on with a subscription that waited while its connection broke', async (t) => {
    const { proxy, store } = await opened(t, retrying)
    const items = store.subscribe({ after: 'start', filter: all })
    assert.equal((await items.next()).value?.kind, 'caught_up')
    const next = items.next()
    await proxy.strike({ kind: 'refuse' })
    await proxy.heal()
    const append = one()
    gives(await store.append(append), 'appended')
    const item = (await next).value
    assert.equal(item?.kind === 'event' ? item.event.id : item, append.events[0]?.id)
    await items.return?.()
  })

  test('can be closed while nothing passes', async (t) => {
    const { proxy, store, close } = await opened(t, usual)
    await proxy.strike({ kind: 'stall', direction: 'both', healed: 'dropped' })
    const waiting = store.append(one(), { signal: null, deadlineMs: 50 })
    assert.equal(await close(), 'closed')
    assert.equal(gives(await waiting, 'failed').failure, 'timeout')
  })
})

test('Every fault of a wire has a name and a sentence of its own', () => {
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length)
  assert.equal(new Set(faults.map(({ says }) => says)).size, faults.length)
  for (const { name, says } of faults) {
    assert.match(name, /^[a-z]+(_[a-z]+)*$/)
    assert.match(says, /^[A-Z].*\.$/)
  }
})

/** Opens a new store behind a proxy of its own. Both are closed after the test. */
const opened = async (
  t: TestContext,
  policy: Policy,
): Promise<{ readonly proxy: TcpProxy; readonly store: EventStore; readonly close: () => Promise<string> }> => {
  const proxy = new TcpProxy(await new RemoteServer().listen())
  const address = await proxy.listen()
  const executor = new RemoteEventExecutor({ store: 'here', address: () => Promise.resolve(address) })
  const binding = bind(leastNeed, executor, policy)
  t.after(() => proxy.close())
  t.after(() => binding.close())
  const close = async (): Promise<string> => (await binding.close()).kind
  return { proxy, store: gives(await binding.open(), 'opened').store, close }
}
