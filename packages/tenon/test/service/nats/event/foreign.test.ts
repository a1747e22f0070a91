import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test, type TestContext } from 'node:test'
import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { gives } from '../../semantics/stores.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import { allOf, bound, dataOf, fails, get, getAll, hasty, opened, put, readings } from '../stores.ts'

/** A store can be repaired only if messages may be deleted. */
const deletable = { denyDelete: false } as const

/** Another program that uses the server. */
interface Stranger {
  readonly connection: NatsConnection
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
}

const strangerAt = async ({ url }: Server, t: TestContext): Promise<Stranger> => {
  const connection = await connect({ servers: url })
  t.after(() => connection.close())
  return { connection, client: jetstream(connection), manager: await jetstreamManager(connection) }
}

const event = { id: randomUUID(), type: 'Happened', data: 1, metadata: {} }

/** Returns a message like Tenon's, except for the stated fields. */
const almost = (stated: object): string =>
  JSON.stringify({ tenon: 1, append: 'abc', first: 1, events: [event], ...stated })

/** What another program publishes, and on which subject of Tenon's streams. */
const forgeries = [
  ['something else', 'mine', '{"order":7}'],
  ['nothing at all', 'mine', ''],
  ['broken JSON', 'mine', '{"tenon":1,"append":"abc'],
  ['another layout', 'mine', almost({ tenon: 2 })],
  ['no revision', 'mine', almost({ first: -1 })],
  ['no events', 'mine', almost({ events: [] })],
  ['what is no event', 'mine', almost({ events: [{ ...event, id: 7 }] })],
  ['a subject that is no name', 'a.b.c', almost({ first: 0 })],
  ['a subject that is escaped otherwise', '=C3=BC', almost({ first: 0 })],
  ['a star for a name', '*', almost({ first: 0 })],
] as const

describe('A foreign message among the events', nats, () => {
  for (const series of allSeries) {
    describe(`of ${series}`, () => {
      let server: Server
      before(async () => {
        server = await startServer({ series })
      })
      after(() => server.stop())

      // Servers differ in what they forget. Tenon reports the messages that it meets.
      const some = series === '2.10' ? forgeries : forgeries.slice(0, 1)
      for (const [i, [what, subject, body]] of some.entries()) {
        test(`with ${what} makes corrupted what meets it and nothing else, and is forgotten once it is removed`, async (t) => {
          const name = `foreign${i}`
          const store = await opened(t, hasty(server.url), name, deletable)
          gives(await put(store, 'mine', 1), 'appended')
          gives(await put(store, 'yours', 1), 'appended')
          const { client, manager } = await strangerAt(server, t)
          const { seq } = await client.publish(`${name}.${subject}`, body)
          const met = { failure: 'corrupted', effect: 'none', code: 'foreign' } as const
          const says = new RegExp(
            `message ${seq} on ${name}.*was not written by Tenon. Find out which program publishes there`,
          )
          fails(await getAll(store), { ...met, says })
          if (subject === 'mine') fails(await get(store, 'mine'), { ...met, says })
          else assert.deepEqual(await dataOf(store, 'mine'), [1])
          gives(await put(store, 'yours', 2), 'appended')
          assert.deepEqual(await dataOf(store, 'yours'), [1, 2])
          await manager.streams.deleteMessage(name, seq)
          assert.deepEqual(await dataOf(store, 'mine'), [1])
          assert.equal((await allOf(store)).length, 3)
          // A server of 2.9 forgets the end of a subject whose last message was removed.
          if (series === '2.9' && subject === 'mine') {
            const lost = {
              failure: 'unavailable',
              effect: 'none',
              code: '10071',
              says: /restart the server/,
            } as const
            if (i === 0) fails(await put(store, 'mine', 2), lost)
            return
          }
          assert.deepEqual(gives(await put(store, 'mine', 2), 'appended').revision, 1)
          assert.deepEqual(await dataOf(store, 'mine'), [1, 2])
        })
      }

      test('of which the very last is removed leaves those before it in sight, for all and for the next store', async (t) => {
        const store = await opened(t, hasty(server.url), 'tail', deletable)
        for (const n of [1, 2]) gives(await put(store, 'mine', n), 'appended')
        const { client, manager } = await strangerAt(server, t)
        const { seq } = await client.publish('tail.mine', 'foreign')
        await manager.streams.deleteMessage('tail', seq)
        const other = await opened(t, hasty(server.url), 'tail', deletable)
        assert.equal((await allOf(other)).length, 2)
        assert.deepEqual(await dataOf(other, 'mine'), [1, 2])
        for (const [way, { kind }] of Object.entries(await readings(other, 'mine')))
          assert.ok(kind === 'page' || kind === 'caught_up', way)
        const again = await other.append({
          stream: 'mine',
          expectedRevision: 'no_stream',
          events: [{ id: randomUUID(), type: 'T', data: 3, metadata: {} }],
        })
        assert.deepEqual(again, { kind: 'conflict', actual: 1 })
      })
    })
  }
})

describe('Another program that answers on the subjects of our streams', nats, () => {
  let server: Server
  before(async () => {
    server = await startServer({ series: '2.10' })
  })
  after(() => server.stop())

  test('is not believed where no JetStream stream does', async (t) => {
    const store = await opened(t, hasty(server.url), 'answered')
    const { connection, manager } = await strangerAt(server, t)
    await manager.streams.update('answered', { subjects: ['elsewhere.>'] })
    const answers = ['junk', '{}', '', '[]', '{"stream":"answered"}', '{"stream":"other","seq":7}', '{"error":"no"}']
    connection.subscribe('answered.>', {
      callback: (_, message) => void message.respond(answers[Number(message.subject.slice('answered.'.length))]),
    })
    await connection.flush()
    await Promise.all(
      answers.map(async (_, i) => {
        const says = new RegExp(
          `something other than the servers .* answers on answered.${i}.*Find out which program subscribes`,
        )
        fails(await put(store, String(i)), { failure: 'connection_lost', effect: 'unknown', code: 'ack', says })
      }),
    )
    await manager.streams.update('answered', { subjects: ['answered.>'] })
    assert.equal((await allOf(store)).length, 0)
  })

  test('does no harm beside it', async (t) => {
    const store = await opened(t, hasty(server.url), 'beside')
    const { connection } = await strangerAt(server, t)
    connection.subscribe('beside.>', { callback: (_, message) => void message.respond('{}') })
    await connection.flush()
    for (const n of [0, 1, 2, 3]) assert.equal(gives(await put(store, 'a', n), 'appended').revision, n)
    assert.deepEqual(await dataOf(store, 'a'), [0, 1, 2, 3])
  })

  test('and refuses every place is not asked for ever', async (t) => {
    const store = await opened(t, hasty(server.url), 'refused')
    const { connection, manager } = await strangerAt(server, t)
    await manager.streams.update('refused', { subjects: ['elsewhere.>'] })
    const refusal = { error: { code: 400, err_code: 10071, description: 'wrong last sequence: 7' } }
    connection.subscribe('refused.>', { callback: (_, message) => void message.respond(JSON.stringify(refusal)) })
    await connection.flush()
    const outcome = await put(store, 'a')
    fails(outcome, { failure: 'unavailable', effect: 'none', code: '10071', says: /refuses every place on refused\.a/ })
  })

  test('for the server’s own API is found when opening', async (t) => {
    await using other = await startServer({ series: '2.10', jetstream: false })
    const stranger = await connect({ servers: other.url })
    t.after(() => stranger.close())
    stranger.subscribe('$JS.API.>', { callback: (_, message) => void message.respond('junk') })
    await stranger.flush()
    assert.equal(gives(await bound(t, hasty(other.url), 'orders').open(), 'failed').failure, 'misconfigured')
  })
})
