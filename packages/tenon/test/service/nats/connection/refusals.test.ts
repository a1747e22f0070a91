import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { event, events, gives } from '../../semantics/stores.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import {
  allOf,
  as,
  bound,
  dataOf,
  fails,
  get,
  hasty,
  opened,
  put,
  readings,
  recovered,
  SECRET,
  user,
} from '../stores.ts'

const users = (...more: readonly string[]): string => `accounts {
  A { jetstream: enabled, users: [
    ${user('ours')}
    ${user('no_publish', 'publish: { deny: ["no_publish.>"] }')}
    ${user('no_consumer', 'publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] }')}
    ${user('no_next', 'publish: { deny: ["$JS.API.CONSUMER.MSG.NEXT.>"] }')}
    ${user('no_direct', 'publish: { deny: ["$JS.API.DIRECT.GET.>"] }')}
    ${user('no_get', 'publish: { deny: ["$JS.API.STREAM.MSG.GET.>"] }')}
    ${more.join('\n')}
  ] }
  SMALL { jetstream: { max_mem: 0, max_file: 100000, max_streams: 1 }, users: [${user('small')}] }
}`

const managerOf = async ({ url }: Server, t: TestContext): Promise<JetStreamManager> => {
  const connection = await connect({ servers: url, user: 'ours', pass: SECRET })
  t.after(() => connection.close())
  return jetstreamManager(connection)
}

const denied = { failure: 'permission_denied', effect: 'none', code: 'PermissionViolationError' } as const

describe('What a user may not do', nats, () => {
  let server: Server
  before(async () => {
    server = await startServer({ series: '2.10', config: users() })
  })
  after(() => server.stop())

  /** Opens a stream with two events as a user without all permissions. */
  const seenBy = async (t: TestContext, name: string) => {
    const owner = await opened(t, hasty(server.url, as('ours')), name)
    for (const n of [1, 2]) gives(await put(owner, 'a', n), 'appended')
    return opened(t, hasty(server.url, as(name)), name)
  }

  test('when it is to publish fails each append by itself, and reads go on', async (t) => {
    const store = await seenBy(t, 'no_publish')
    const streams = ['a', 'b', 'c', 'c', 'c']
    const outcomes = await Promise.all(streams.map((stream) => put(store, stream)))
    for (const [i, outcome] of outcomes.entries()) {
      const says = new RegExp(`Publish to "no_publish\\.${streams[i]}"\\. Allow it in the permissions`)
      fails(outcome, { ...denied, says })
    }
    assert.deepEqual(await dataOf(store, 'a'), [1, 2])
    assert.deepEqual((await allOf(store)).length, 2)
  })

  test('when it is to make a consumer fails what reads by one, and appends go on', async (t) => {
    const store = await seenBy(t, 'no_consumer')
    const { streams, ...others } = await readings(store, 'a')
    assert.equal(streams?.kind, 'page')
    for (const outcome of Object.values(others)) fails(outcome, { ...denied, says: /CONSUMER\.CREATE.*Allow it/ })
    gives(await put(store, 'a', 3), 'appended')
  })

  test('when it is to fetch from a consumer fails what reads by one, and does not wait for ever', async (t) => {
    const store = await seenBy(t, 'no_next')
    const { read_all: all, subscribe } = await readings(store, 'a')
    for (const outcome of [all, subscribe])
      fails(outcome ?? { kind: 'none' }, { ...denied, says: /MSG\.NEXT.*Allow it/ })
  })

  test('when it is to get from any server is done by the leader', async (t) => {
    const store = await seenBy(t, 'no_direct')
    gives(await put(store, 'a', 3), 'appended')
    assert.deepEqual(await dataOf(store, 'a'), [1, 2, 3])
    assert.deepEqual((await allOf(store)).length, 3)
  })

  test('when it is to get from the leader fails every reading, and an append that must look first', async (t) => {
    const store = await seenBy(t, 'no_get')
    const says = /STREAM\.MSG\.GET.*Allow it/
    for (const outcome of Object.values(await readings(store, 'a'))) fails(outcome, { ...denied, says })
    fails(await put(store, 'a'), { ...denied, says })
    gives(await store.append({ stream: 'new', expectedRevision: 'no_stream', events: [event()] }), 'appended')
  })
})

test(
  'A user that is revoked while it is connected is unauthenticated, and goes on when it is let in again',
  nats,
  async (t) => {
    await using server = await startServer({ series: '2.10', config: users(user('guest')) })
    const store = await opened(t, hasty(server.url, as('guest')), 'orders')
    gives(await put(store, 'a', 1), 'appended')
    await server.reload(users())
    // The first call to notice may only know that the connection broke.
    await put(store, 'a', 'lost')
    for (const outcome of [await get(store, 'a'), await put(store, 'a', 'lost')]) {
      const says = /does not know this user\. Correct the authentication/
      fails(outcome, { failure: 'unauthenticated', effect: 'none', code: 'AuthorizationError', says })
    }
    await server.reload(users(user('guest')))
    await recovered(store, 'a')
    assert.deepEqual((await dataOf(store, 'a')).filter((data) => data !== 'lost').slice(0, 2), [1, 'again'])
  },
)

test('A permission to publish that is taken away and given back is felt by each append', nats, async (t) => {
  await using server = await startServer({ series: '2.10', config: users(user('guest')) })
  const store = await opened(t, hasty(server.url, as('guest')), 'orders')
  gives(await put(store, 'a', 1), 'appended')
  await server.reload(users(user('guest', 'publish: { deny: ["orders.>"] }')))
  assert.equal(gives(await put(store, 'a', 2), 'failed').effect, 'none')
  assert.deepEqual(await dataOf(store, 'a'), [1])
  await server.reload(users(user('guest')))
  await recovered(store, 'a')
})

for (const series of allSeries) {
  describe(`A JetStream stream of ${series}`, nats, () => {
    let server: Server
    before(async () => {
      server = await startServer({ series, config: users() })
    })
    after(() => server.stop())

    const open = (t: TestContext, name: string, stated: Parameters<typeof bound>[3] = {}) =>
      opened(t, hasty(server.url, as('ours')), name, stated)

    test('that is deleted is not_found for all, until it is there again', async (t) => {
      const store = await open(t, 'deleted')
      gives(await put(store, 'a', 1), 'appended')
      const manager = await managerOf(server, t)
      // Even a stream with denyDelete allows that.
      await manager.streams.delete('deleted')
      const lost = { failure: 'not_found', effect: 'none', code: '10059', says: /deleted does not exist/ } as const
      fails(await put(store, 'a'), lost)
      for (const outcome of Object.values(await readings(store, 'a'))) fails(outcome, lost)
      const again = await open(t, 'deleted')
      gives(await put(store, 'a', 2), 'appended')
      assert.deepEqual(await dataOf(again, 'a'), [2])
    })

    test('that binds other subjects is misconfigured for appends, also when another has taken them', async (t) => {
      const store = await open(t, 'moved')
      gives(await put(store, 'a', 1), 'appended')
      const manager = await managerOf(server, t)
      await manager.streams.update('moved', { subjects: ['elsewhere.>'] })
      const unbound = gives(await put(store, 'a'), 'failed')
      assert.deepEqual([unbound.failure, unbound.effect], ['misconfigured', 'none'])
      assert.match(unbound.says, /moved no longer binds moved\.>, but elsewhere\.>/)
      await manager.streams.add({ name: 'taker', subjects: ['moved.>'] })
      const says = /expected stream does not match/
      fails(await put(store, 'a'), { failure: 'misconfigured', effect: 'none', code: '10060', says })
      assert.deepEqual(await dataOf(store, 'a'), [1])
      await manager.streams.delete('taker')
      await manager.streams.update('moved', { subjects: ['moved.>'] })
      gives(await put(store, 'a', 2), 'appended')
    })

    test('that is sealed is misconfigured for appends, and read as before', async (t) => {
      const store = await open(t, 'sealed')
      gives(await put(store, 'a', 1), 'appended')
      const manager = await managerOf(server, t)
      const { config } = await manager.streams.info('sealed')
      const sealed = { ...config, sealed: true }
      await manager.streams.update('sealed', sealed)
      const says = /sealed stream\. Correct/
      fails(await put(store, 'a'), { failure: 'misconfigured', effect: 'none', code: '10109', says })
      assert.deepEqual(await dataOf(store, 'a'), [1])
      const again = await bound(t, hasty(server.url, as('ours')), 'sealed').open()
      fails(again, { failure: 'misconfigured', effect: 'none', code: 'drift', says: /sealed is true/ })
    })

    test('that is full stores nothing more, and what was refused goes in when there is room', async (t) => {
      const manager = await managerOf(server, t)
      const full = {
        failure: 'full',
        effect: 'none',
        code: '10077',
        says: /no room is left.*Raise its limits/,
      } as const
      for (const [name, stated, room] of [
        ['full_messages', { maxMsgs: 2 }, { max_msgs: 10 }],
        ['full_bytes', { maxBytes: 9_000 }, { max_bytes: 90_000 }],
      ] as const) {
        if (series === '2.9' && name === 'full_bytes') {
          const says = /servers before 2\.10 remove the oldest events .*set maxBytes to -1/
          const outcome = await bound(t, hasty(server.url, as('ours')), name, stated).open()
          fails(outcome, { failure: 'misconfigured', effect: 'none', code: 'server', says })
          continue
        }
        const store = await open(t, name, stated)
        const data = 'x'.repeat(4_000)
        for (const stream of ['a', 'b']) gives(await put(store, stream, data), 'appended')
        const outcomes = await Promise.all(['a', 'a', 'c'].map((stream) => put(store, stream, data)))
        for (const outcome of outcomes) fails(outcome, full)
        assert.equal((await allOf(store)).length, 2)
        await manager.streams.update(name, room)
        assert.equal(gives(await put(store, 'a', data), 'appended').revision, 1)
      }
    })

    test('whose account is full stores nothing more, and keeps what it has', async (t) => {
      const store = await opened(t, hasty(server.url, as('small')), 'account')
      const data = 'x'.repeat(9_000)
      const stored: string[] = []
      for (let outcome = await put(store, 'a', data); ; outcome = await put(store, 'a', data)) {
        if (outcome.kind === 'appended') stored.push(data)
        else {
          fails(outcome, { failure: 'full', effect: 'none', code: '10002', says: /no room is left.*account/ })
          break
        }
      }
      assert.deepEqual(await dataOf(store, 'a'), stored)
      const small = await put(store, 'a', 'small')
      // A server of 2.9 forgets the end of a subject when it refuses a message for it.
      if (series === '2.9') assert.equal(gives(small, 'failed').failure, 'unavailable')
      else assert.equal(gives(small, 'appended').revision, stored.length)
      assert.deepEqual((await dataOf(store, 'a')).slice(0, stored.length), stored)
    })

    test('takes what is as large as it may be, and calls too_large what is larger, also for a limit that was lowered', async (t) => {
      const store = await open(t, 'sizes', { maxMsgSize: 10_000 })
      const many = await store.append({ stream: 'a', expectedRevision: 'any', events: events(200) })
      assert.match(gives(many, 'failed').says, /maxMsgSize of JetStream stream sizes is 10,000\. Split it/)
      assert.deepEqual([gives(many, 'failed').failure, gives(many, 'failed').effect], ['too_large', 'none'])
      gives(await put(store, 'a', 'x'.repeat(7_000)), 'appended')
      await (await managerOf(server, t)).streams.update('sizes', { max_msg_size: 1_000 })
      const says = /is larger than .* Split it/
      const lowered = await put(store, 'a', 'x'.repeat(7_000))
      fails(lowered, { failure: 'too_large', effect: 'none', code: '10054', says })
      gives(await put(store, 'a', 'small'), 'appended')
      assert.equal((await allOf(store)).length, 2)
    })
  })
}
