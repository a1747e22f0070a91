import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { type EventStore, handle, handleFromSnapshot, type KeyValue, type Snapshots } from 'tenon'
import { z } from 'zod'
import { event, fill, folderFor, gives, ids, openStore, settings } from '../../service/semantics/stores.ts'
import { openEntries } from '../../service/sqlite/key-value/stores.ts'
import { handling, order, type Order, pay, place, STREAM, stored } from './order.ts'

const State = z.object({ notes: z.number(), lines: z.array(z.string()), paid: z.boolean() })
const KEY = 'snapshot/order@1/order-1'
const note = { do: 'note', notes: ['a'] } as const

/** Returns a store, entries of a file of their own, and snapshots in them after every five events. */
const opened = async (t: TestContext, setting = settings[0], stated: Partial<Snapshots<Order>> = {}) => {
  assert.ok(setting !== undefined)
  const { store } = await openStore(t, setting)
  const entries = await openEntries(t, join(await folderFor(t), 'entries.db'))
  const from: unknown[] = []
  const watched: EventStore = { ...store, read: (read, options) => (from.push(read.from), store.read(read, options)) }
  const snapshots: Snapshots<Order> = { entries, state: State, every: 5, recognise: 3, ...stated }
  return { store: watched, entries, snapshots, from }
}

/** Places the order, and makes notes until its stream has this many events. */
const filled = async (store: EventStore, many: number) => {
  const all = [handling(place), ...Array.from({ length: many - 1 }, () => handling(note))]
  for (const each of all) gives(await handle(store, order, each), 'decided')
  return all
}

const keptIn = async (entries: KeyValue) => gives(await entries.get({ key: KEY }), 'value').value

for (const setting of settings)
  suite(`handleFromSnapshot on ${setting.name}`, () => {
    test('reads on from the snapshot that it wrote when enough events were folded', async (t) => {
      const { store, entries, snapshots, from } = await opened(t, setting)
      await filled(store, 4)
      gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
      gives(await entries.get({ key: KEY }), 'absent')
      gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
      const recent = ids((await stored(store)).slice(2, 5))
      assert.deepEqual(await keptIn(entries), {
        revision: 4,
        recent,
        state: { lines: ['flour'], paid: false, notes: 4 },
      })
      from.length = 0
      gives(await handleFromSnapshot(store, snapshots, order, handling(pay)), 'decided')
      assert.deepEqual(await handleFromSnapshot(store, snapshots, order, handling(pay)), {
        kind: 'rejected',
        reason: 'paid_before',
      })
      assert.deepEqual(from, [4, 4])
    })

    test('recognises a repeat behind the snapshot and among the last events before it', async (t) => {
      const { store, snapshots } = await opened(t, setting)
      const commands = await filled(store, 8)
      gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
      const last = handling(pay)
      gives(await handleFromSnapshot(store, snapshots, order, last), 'decided')
      const events = await stored(store)
      for (const revision of [5, 6, 7]) {
        const { commandId } = commands[revision] ?? handling(note)
        const outcome = await handleFromSnapshot(store, snapshots, order, handling(note, { commandId }))
        assert.deepEqual(gives(outcome, 'repeated').events, [events[revision]])
      }
      const outcome = await handleFromSnapshot(store, snapshots, order, last)
      assert.deepEqual(gives(outcome, 'repeated').events, events.slice(9))
    })

    test('treats an older repeat as the dedupe of the store says, if it is not rejected', async (t) => {
      const { store, snapshots } = await opened(t, setting)
      const commands = await filled(store, 8)
      gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
      const { commandId } = commands[2] ?? handling(note)
      const outcome = await handleFromSnapshot(store, snapshots, order, handling(note, { commandId, attempts: 1 }))
      if (setting.dedupe === 'expected') gives(outcome, 'decided')
      else assert.deepEqual(gives(outcome, 'repeated').events, (await stored(store)).slice(2, 3))
      const first = handling(place, { commandId: commands[0]?.commandId ?? '' })
      assert.equal((await handleFromSnapshot(store, snapshots, order, first)).kind, 'rejected')
    })
  })

suite('A snapshot', () => {
  const unfit: readonly (readonly [string, (kept: object) => unknown])[] = [
    ['of another history', (kept) => ({ ...kept, recent: [event().id] })],
    ['that is ahead of the stream', (kept) => ({ ...kept, revision: 40 })],
    ['whose state does not fit the schema', (kept) => ({ ...kept, state: { lines: 'flour' } })],
    ['without a state', () => ({ revision: 4, recent: [event().id] })],
    ['that is no snapshot', () => 'nonsense'],
    ['with more events than there are before it', (kept) => ({ ...kept, revision: 0 })],
  ]
  for (const [what, broken] of unfit)
    test(`${what} is passed over and replaced`, async (t) => {
      const { store, entries, snapshots } = await opened(t)
      await filled(store, 6)
      gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
      const kept = await keptIn(entries)
      const value = broken(Object(kept))
      gives(
        await entries.put({ id: event().id, key: KEY, value: value as object, expected: 'any', lifetimeSeconds: null }),
        'put',
      )
      const { revision } = gives(await handleFromSnapshot(store, snapshots, order, handling(pay)), 'decided')
      assert.equal(revision, 8)
      assert.equal(Object(await keptIn(entries)).revision, 6)
      assert.deepEqual(Object(await keptIn(entries)).state, { lines: ['flour'], paid: false, notes: 6 })
    })

  test('of another store is passed over, also for a command whose event is in it', async (t) => {
    const { store, entries, snapshots } = await opened(t)
    await filled(store, 6)
    const last = handling(note)
    gives(await handleFromSnapshot(store, snapshots, order, last), 'decided')
    gives(await handleFromSnapshot(store, { ...snapshots, every: 1 }, order, handling(note)), 'decided')
    assert.equal(Object(await keptIn(entries)).revision, 6)
    const { store: other } = await opened(t)
    await filled(other, 3)
    assert.equal(gives(await handleFromSnapshot(other, snapshots, order, last), 'decided').revision, 3)
  })

  test('of another version of the decider is not used', async (t) => {
    const { store, snapshots, from } = await opened(t)
    await filled(store, 6)
    gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
    from.length = 0
    gives(await handleFromSnapshot(store, snapshots, { ...order, version: 2 }, handling(note)), 'decided')
    assert.deepEqual(from, [0])
  })

  test('is not kept if its schema leaves out a part of the state', async (t) => {
    const { store, entries, snapshots } = await opened(t, settings[0], {
      state: z.object({ notes: z.number(), lines: z.array(z.string()) }) as never,
    })
    await filled(store, 6)
    gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'decided')
    gives(await entries.get({ key: KEY }), 'absent')
  })

  test('that cannot be read or written is no failure of the command', async (t) => {
    const { store, entries, snapshots } = await opened(t)
    await filled(store, 6)
    const failing = { ...entries, get: entries.get, put: entries.put }
    const gone = {
      kind: 'failed',
      failure: 'connection_lost',
      effect: 'unknown',
      says: 'The link broke.',
      retryAfterMs: null,
      evidence: null,
    } as const
    failing.get = () => Promise.resolve({ ...gone, operation: 'get' })
    failing.put = () => Promise.resolve({ ...gone, operation: 'put' })
    gives(await handleFromSnapshot(store, { ...snapshots, entries: failing }, order, handling(pay)), 'decided')
  })

  test('is not kept if what its schema returns cannot be read, and the command has its outcome', async (t) => {
    const unreadable = new Proxy({}, { ownKeys: () => assert.fail('no keys') })
    const state = z.unknown().transform(() => unreadable as Order['state'])
    const { store, entries, snapshots } = await opened(t, settings[0], { every: 1, state })
    gives(await handle(store, order, handling(place)), 'decided')
    gives(await handleFromSnapshot(store, snapshots, order, handling(pay)), 'decided')
    gives(await entries.get({ key: KEY }), 'absent')
  })

  test('of an unreadable stream is not written, and the repeat behind it is found', async (t) => {
    const { store, entries, snapshots } = await opened(t)
    const commands = await filled(store, 6)
    await fill(store, STREAM, 1)
    gives(await handleFromSnapshot(store, snapshots, order, handling(note)), 'unreadable')
    gives(await handleFromSnapshot(store, snapshots, order, commands[2] ?? handling(note)), 'repeated')
    gives(await entries.get({ key: KEY }), 'absent')
  })

  test('has a key that is a name, whatever the names of the decider and the stream are', async (t) => {
    const { store, entries, snapshots } = await opened(t, settings[0], { every: 1 })
    for (const [name, stream] of [
      ['order', 's'.repeat(255)],
      ['a@1/b', 'c'],
      ['a', 'b@1/c'],
    ] as const) {
      const other = { ...order, name }
      for (let i = 0; i < 2; i += 1)
        gives(await handleFromSnapshot(store, snapshots, other, handling(note, { stream })), 'decided')
    }
    const { keys } = gives(await entries.keys({ prefix: '', after: null, limit: 10 }), 'page')
    const hashed = /^snapshot\/[0-9a-f]{64}$/
    assert.deepEqual(
      keys.map(({ key }) => (hashed.test(key) ? 'hashed' : key)),
      ['snapshot/a%401%2Fb@1/c', 'snapshot/a@1/b@1/c', 'hashed'],
    )
  })

  test('needs whole numbers for every and recognise', async (t) => {
    const { store, snapshots } = await opened(t)
    for (const stated of [{ every: 0 }, { every: 1.5 }, { recognise: -1 }]) {
      const outcome = await handleFromSnapshot(store, { ...snapshots, ...stated }, order, handling(note))
      assert.equal(gives(outcome, 'failed').failure, 'invalid')
    }
  })
})
