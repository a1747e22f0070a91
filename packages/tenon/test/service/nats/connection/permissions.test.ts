import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Event, EventStore, EventStoreFailed } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { leastNeed } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'

/** Returns the user that docs/nats.md shows, as a server's configuration. */
const shownUser = (): string => {
  const document = readFileSync(join(import.meta.dirname, '../../../../../../docs/nats.md'), 'utf8')
  const [user] = /^ *\{\s*user: orders[\s\S]*?\n {4}\}$/m.exec(document) ?? []
  assert.ok(user !== undefined, 'docs/nats.md shows no user')
  return user
}

const configOf = (...users: readonly string[]): string => `authorization {\nusers: [\n${users.join('\n')}\n]\n}`

describe('The permissions that docs/nats.md shows', nats, () => {
  for (const series of allSeries) {
    test(`are enough for all that a store does, on ${series}`, async () => {
      await using server = await startServer({ series, config: configOf(shownUser()) })
      assert.deepEqual(await failureOf(server, 'orders'), 'none')
    })
  }

  test('are enough where reads go through the leader alone', async () => {
    await using server = await startServer({ series: '2.15', config: configOf(shownUser()) })
    assert.deepEqual(await failureOf(server, 'orders', { allowDirect: false }), 'none')
  })

  test('are all needed: a call fails without any one of them', async () => {
    const user = shownUser()
    const subjects = [...user.matchAll(/^ *"(\S+)"/gm)].map(([, subject = '']) => subject)
    const lacking = subjects.map((subject, i) =>
      user.replace('user: orders', `user: lacking${i}`).replace(`"${subject}"`, '"nothing"'),
    )
    await using server = await startServer({ series: '2.10', config: configOf(user, ...lacking) })
    const lacks = (subject: string) => failureOf(server, `lacking${subjects.indexOf(subject)}`)
    // While there is no JetStream stream, it has to be made.
    assert.deepEqual(await lacks('$JS.API.STREAM.CREATE.orders'), 'open: permission_denied')
    assert.deepEqual(await failureOf(server, 'orders'), 'none')
    const later = subjects.filter((subject) => subject !== '$JS.API.STREAM.CREATE.orders')
    const found = await Promise.all(later.map(async (subject) => [subject, await lacks(subject)] as const))
    assert.deepEqual(Object.fromEntries(found), {
      'orders.>': 'append: permission_denied',
      '$JS.API.STREAM.INFO.orders': 'open: permission_denied',
      '$JS.API.STREAM.MSG.GET.orders': 'append: permission_denied',
      // Servers before 2.11 are not asked for it. Without it, the leader is asked.
      '$JS.API.DIRECT.GET.orders': 'none',
      '$JS.API.CONSUMER.CREATE.orders.>': 'read: permission_denied',
      '$JS.API.CONSUMER.MSG.NEXT.orders.>': 'read_all: permission_denied',
      // The server also removes a consumer by itself, but later.
      '$JS.API.CONSUMER.DELETE.orders.*': 'none',
      // The consumer waits for permission to go on, and sends nothing more.
      '$JS.FC.orders.>': 'read: permission_denied',
      '_INBOX_orders.>': 'open: permission_denied',
    })
  })
})

/** Opens the store as a user and does everything that a store can do. Returns the first failure. */
const failureOf = async (server: Server, user: string, stated: Partial<NatsStreamConfig> = {}): Promise<string> => {
  const connection = connectionTo([server.url], {
    inboxPrefix: '_INBOX_orders',
    authentication: { kind: 'password', user, password: 'a secret' },
    requestMs: 2_000,
    patienceMs: 2_000,
  })
  const executor = new NatsEventExecutor({ config: streamConfig('orders', stated), connection })
  await using binding = bind(leastNeed, executor, PATIENCE)
  const opened = await binding.open()
  if (opened.kind !== 'opened') return opened.kind === 'failed' ? `open: ${opened.failure}` : opened.kind
  for await (const answer of everything(opened.store))
    if (isFailed(answer)) return `${answer.operation}: ${answer.failure}`
  return 'none'
}

const everything = async function* (store: EventStore) {
  const stream = `order-${randomUUID()}`
  const first = event()
  const filter = { streams: { prefix: 'order-' }, types: 'all' } as const
  yield store.append({ stream, expectedRevision: 'no_stream', events: [first] })
  yield store.append({ stream, expectedRevision: 'no_stream', events: [first] })
  yield store.append({ stream, expectedRevision: 'no_stream', events: [event()] })
  // More than a consumer delivers before it asks whether it may go on.
  for (let i = 0; i < 150; i += 1) yield store.append({ stream, expectedRevision: 'any', events: [event()] })
  yield store.read({ stream, from: 'start', direction: 'forward', limit: 1_000 })
  yield store.read({ stream, from: 'end', direction: 'backward', limit: 1_000 })
  yield store.read_all({ after: 'start', filter, limit: 1_000 })
  yield store.streams({ prefix: 'order-', after: null, limit: 10 })
  yield followed(store)
}

/** Returns what a subscription returns after all events. */
const followed = async (store: EventStore) => {
  const signal = AbortSignal.timeout(PATIENCE.deadlineMs)
  const filter = { streams: 'all', types: 'all' } as const
  for await (const item of store.subscribe({ after: 'start', filter }, { signal, deadlineMs: null }))
    if (item.kind !== 'event') return item
  throw new Error('The subscription said nothing.')
}

const isFailed = (answer: { readonly kind: string }): answer is EventStoreFailed => answer.kind === 'failed'

const event = (): Event => ({ id: randomUUID(), type: 'Placed', data: { text: BODY }, metadata: {} })

const BODY = 'x'.repeat(40_000)

const PATIENCE = {
  attempts: 1,
  attemptMs: 6_000,
  deadlineMs: 6_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 64,
} as const
