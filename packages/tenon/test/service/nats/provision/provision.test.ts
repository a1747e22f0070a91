import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { NatsStreamConfig } from 'tenon/nats'
import { gives } from '../../semantics/stores.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import { allOf, as, bound, fails, hasty, opened, put, SECRET, user } from '../stores.ts'

const USERS = `accounts {
  A { jetstream: enabled, users: [
    ${user('ours')}
    ${user('no_api', 'publish: ["orders.>"]')}
    ${user('no_create', 'publish: { deny: ["$JS.API.STREAM.CREATE.>"] }')}
    ${user('no_inbox', 'subscribe: ["elsewhere.>"]')}
    ${user('own_inbox', 'subscribe: ["mine.>"]')}
  ] }
  OFF { users: [${user('off')}] }
  SMALL { jetstream: { max_mem: 0, max_file: 100000, max_streams: 1 }, users: [${user('small')}] }
}`

const none = { effect: 'none' } as const

describe('Opening a store whose JetStream stream cannot be used', nats, () => {
  let server: Server
  before(async () => {
    server = await startServer({ series: '2.10', config: USERS })
  })
  after(() => server.stop())

  const ours = () => hasty(server.url, as('ours'))

  test('is not_found when it is absent and is not to be made', async (t) => {
    const outcome = await bound(t, ours(), 'absent', { provision: 'verify' }).open()
    fails(outcome, {
      ...none,
      failure: 'not_found',
      code: '10059',
      says: /stream absent does not exist.*provision: create/,
    })
  })

  test('is not_found when it is absent and is only to be opened, and nothing is made', async (t) => {
    const binding = bound(t, ours(), 'unmade')
    for (const one of [binding, bound(t, ours(), 'unmade')])
      fails(await one.openExisting(), {
        ...none,
        failure: 'not_found',
        code: '10059',
        says: /stream unmade does not exist\. Check its name.*"tenon append" and "tenon import" make/,
      })
    gives(await binding.open(), 'opened')
    gives(await bound(t, ours(), 'unmade').openExisting(), 'opened')
  })

  test('is misconfigured with each field that is not what was declared, and nothing of it is changed', async (t) => {
    await opened(t, ours(), 'drifted')
    const stated: Partial<NatsStreamConfig> = {
      subjects: ['drifted.>', 'more.>'],
      storage: 'memory',
      maxBytes: 1_000_000,
      maxMsgs: 1_000,
      maxMsgSize: 10_000,
      discard: 'old',
      maxAgeMs: 60_000,
      allowDirect: false,
      denyDelete: false,
      denyPurge: false,
      duplicateWindowMs: 200,
    }
    const outcome = gives(await bound(t, ours(), 'drifted', stated).open(), 'failed')
    fails(outcome, { ...none, failure: 'misconfigured', code: 'drift', says: /Tenon never changes the stream/ })
    const drift: readonly { readonly field: string }[] = JSON.parse(outcome.evidence?.message ?? '[]')
    assert.deepEqual(drift.map(({ field }) => field).toSorted(), [
      'allow_direct',
      'deny_delete',
      'deny_purge',
      'discard',
      'duplicate_window',
      'max_age',
      'max_bytes',
      'max_msg_size',
      'max_msgs',
      'storage',
      'subjects',
    ])
    for (const { field } of drift) assert.ok(outcome.says.includes(`${field} is `), field)
    assert.match(outcome.says, /max_msgs is -1, declared 1000/)
    await opened(t, ours(), 'drifted')
  })

  test('is misconfigured when a foreign one has its name, or when its settings would destroy events', async (t) => {
    const connection = await connect({ servers: server.url, user: 'ours', pass: SECRET })
    t.after(() => connection.close())
    const manager = await jetstreamManager(connection)
    await manager.streams.add({
      name: 'theirs',
      subjects: ['theirs.>'],
      retention: 'workqueue',
      allow_rollup_hdrs: true,
    })
    const outcome = await bound(t, ours(), 'theirs').open()
    const says = /retention is "workqueue", declared "limits".*allow_rollup_hdrs is true, declared false/
    fails(outcome, { ...none, failure: 'misconfigured', code: 'drift', says })
    await manager.streams.add({ name: 'copy', sources: [{ name: 'theirs' }] })
    fails(await bound(t, ours(), 'copy').open(), {
      ...none,
      failure: 'misconfigured',
      code: 'drift',
      says: /sources is /,
    })
  })

  test('is misconfigured when another JetStream stream binds its subjects, or the server cannot do what is asked', async (t) => {
    await opened(t, ours(), 'first')
    for (const [stated, code, says] of [
      [{ subjects: ['second.>', 'first.a'] }, '10065', /overlap/],
      [{ subjects: ['second.>', '$JS.>'] }, '10052', /Correct the config/],
      [{ replicas: 3 }, '10074', /replicas > 1 not supported/],
      [{ maxMsgSize: 2_000_000 }, 'server', /at most 1048576 bytes \(max_payload\)/],
    ] as const) {
      const outcome = await bound(t, ours(), 'second', stated).open()
      fails(outcome, { ...none, failure: 'misconfigured', code, says })
    }
  })

  test('is full when its account has no room for it', async (t) => {
    const small = hasty(server.url, as('small'))
    const large = await bound(t, small, 'large', { maxBytes: 1_000_000 }).open()
    fails(large, { ...none, failure: 'full', code: '10047', says: /Raise the limits of its account or server/ })
    await opened(t, small, 'one')
    const two = await bound(t, small, 'two').open()
    fails(two, { ...none, failure: 'full', code: '10027', says: /maximum number of streams reached/ })
  })

  test('is permission_denied when this user may not ask for it, or not hear the answers', async (t) => {
    for (const [name, says] of [
      ['no_api', /STREAM\.INFO\.denied.*Allow it in the permissions/],
      ['no_create', /STREAM\.CREATE\.denied.*Allow it in the permissions/],
      ['no_inbox', /Subscription to "_INBOX\..*Allow it in the permissions/],
    ] as const) {
      const outcome = await bound(t, hasty(server.url, as(name)), 'denied').open()
      fails(outcome, { ...none, failure: 'permission_denied', code: 'PermissionViolationError', says })
    }
    await opened(t, hasty(server.url, { ...as('own_inbox'), inboxPrefix: 'mine' }), 'heard')
  })

  test('is misconfigured when JetStream is off for its account', async (t) => {
    const outcome = await bound(t, hasty(server.url, as('off')), 'orders').open()
    fails(outcome, { ...none, failure: 'misconfigured', code: '10039', says: /JetStream not enabled for account/ })
  })
})

for (const series of allSeries) {
  test(`Opening on ${series} without JetStream is misconfigured, and says what to enable`, nats, async (t) => {
    await using server = await startServer({ series, jetstream: false })
    const outcome = await bound(t, hasty(server.url), 'orders').open()
    fails(outcome, { ...none, failure: 'misconfigured', code: '503', says: /JetStream is off .*Enable it/ })
  })

  test(`Many who make the same JetStream stream of ${series} at once all open it`, nats, async (t) => {
    await using server = await startServer({ series })
    const many = Array.from({ length: 8 }, () => opened(t, hasty(server.url), 'orders'))
    const stores = await Promise.all(many)
    await Promise.all(stores.map(async (store) => gives(await put(store, 'a'), 'appended')))
    for (const store of stores.slice(0, 2)) assert.equal((await allOf(store)).length, 8)
  })
}
