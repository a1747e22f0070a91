import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Event } from 'tenon'
import { event, events, fill, gives, ids, nth, openStore, settings } from './stores.ts'

for (const setting of settings) {
  suite(`append on ${setting.name}`, () => {
    test('gives the revision and the position of the last event, and positions rise over all streams', async (t) => {
      const { store } = await openStore(t, setting)
      const one = gives(
        await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: events(3) }),
        'appended',
      )
      assert.deepEqual(one, { kind: 'appended', revision: 2, position: one.position, repeated: false })
      assert.ok(Number.isSafeInteger(one.position) && one.position >= 3)
      const other = gives(await store.append({ stream: 'a-2', expectedRevision: 'any', events: events(2) }), 'appended')
      assert.equal(other.revision, 1)
      assert.ok(other.position >= one.position + 2)
      const more = gives(await store.append({ stream: 'a-1', expectedRevision: 2, events: events(2) }), 'appended')
      assert.equal(more.revision, 4)
      assert.ok(more.position >= other.position + 2)
    })

    test('refuses the same id twice in one intent, and names the second', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const [a, b] = [event(), event()]
      const outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [a, b, a] })
      const failed = gives(outcome, 'failed')
      assert.equal(failed.failure, 'invalid')
      assert.match(failed.says, /events\[2\]\.id/)
      assert.deepEqual(executor.calls, [])
    })

    test('says repeated for an append to a new stream that was stored before', async (t) => {
      const { store } = await openStore(t, setting)
      const append = { stream: 'a-1', expectedRevision: 'no_stream', events: events(3) } as const
      const first = gives(await store.append(append), 'appended')
      assert.deepEqual(await store.append(append), { ...first, repeated: true })
      assert.equal(gives(await store.read(wholeOf('a-1')), 'page').events.length, 3)
    })

    test('says repeated for an append at a revision that was stored before', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 2)
      const append = { stream: 'a-1', expectedRevision: 1, events: events(3) }
      const first = gives(await store.append(append), 'appended')
      assert.deepEqual(await store.append(append), { ...first, repeated: true })
    })

    test('says repeated whatever follows, with the place of its own last event', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a-1', 3)
      await fill(store, 'b-1', 1)
      await fill(store, 'a-1', 4)
      const stored = gives(await store.read(wholeOf('a-1')), 'page').events
      for (const [expectedRevision, from, to] of [
        ['no_stream', 0, 3],
        ['no_stream', 0, 2],
        ['no_stream', 0, 1],
        [0, 1, 2],
        [0, 1, 3],
        [1, 2, 3],
      ] as const) {
        const outcome = await store.append({ stream: 'a-1', expectedRevision, events: made.slice(from, to) })
        const { position } = nth(stored, to - 1)
        assert.deepEqual(outcome, { kind: 'appended', revision: to - 1, position, repeated: true })
      }
    })

    test('compares ids only: the same id with other data is the same event, and what was stored stays', async (t) => {
      const { store } = await openStore(t, setting)
      const before = event({ was: 'first' })
      gives(await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: [before] }), 'appended')
      const again = { ...before, type: 'Other', data: { was: 'second' } }
      const outcome = await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: [again] })
      assert.equal(gives(outcome, 'appended').repeated, true)
      const [kept] = gives(await store.read(wholeOf('a-1')), 'page').events
      assert.deepEqual([kept?.type, kept?.data], ['Happened', { was: 'first' }])
    })

    test('is a conflict when only some of the ids stand at the place', async (t) => {
      const { store } = await openStore(t, setting)
      const [a, b, c] = await fill(store, 'a-1', 3)
      assert.ok(a !== undefined && b !== undefined && c !== undefined)
      for (const [expectedRevision, batch] of [
        ['no_stream', [a, event()]],
        ['no_stream', [event(), b]],
        ['no_stream', [a, b, c, event()]],
        ['no_stream', [b, a]],
        ['no_stream', [a, c]],
        [0, [b, event()]],
        [0, [b, c, event()]],
        [1, [c, event()]],
      ] as const) {
        const outcome = await store.append({ stream: 'a-1', expectedRevision, events: [...batch] })
        assert.deepEqual(outcome, { kind: 'conflict', actual: 2 })
      }
      assert.equal(gives(await store.read(wholeOf('a-1')), 'page').events.length, 3)
    })

    test('is a conflict, with the actual revision, when the expectation does not hold', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 3)
      for (const expectedRevision of ['no_stream', 0, 1, 3, 4, Number.MAX_SAFE_INTEGER] as const) {
        assert.deepEqual(
          await store.append({ stream: 'a-1', expectedRevision, events: events(2) }),
          { kind: 'conflict', actual: 2 },
          `expected ${expectedRevision}`,
        )
      }
      for (const expectedRevision of ['stream_exists', 0, 7, Number.MAX_SAFE_INTEGER] as const) {
        assert.deepEqual(
          await store.append({ stream: 'a-2', expectedRevision, events: events(2) }),
          { kind: 'conflict', actual: 'no_stream' },
          `expected ${expectedRevision}`,
        )
      }
      assert.deepEqual(await store.read(wholeOf('a-2')), { kind: 'no_stream' })
    })

    test('takes any, no_stream, stream_exists and the exact revision where they hold', async (t) => {
      const { store } = await openStore(t, setting)
      for (const [i, expectedRevision] of (['no_stream', 0, 'any', 'stream_exists', 3] as const).entries()) {
        const outcome = await store.append({ stream: 'a-1', expectedRevision, events: events(1) })
        assert.equal(gives(outcome, 'appended').revision, i)
      }
      const outcome = await store.append({ stream: 'a-2', expectedRevision: 'any', events: events(1) })
      assert.equal(gives(outcome, 'appended').revision, 0)
    })

    test('says conflict before it says that an id is used', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a-1', 2)
      await fill(store, 'b-1', 1)
      for (const expectedRevision of ['no_stream', 5] as const) {
        assert.deepEqual(await store.append({ stream: 'b-1', expectedRevision, events: made }), {
          kind: 'conflict',
          actual: 0,
        })
      }
      assert.deepEqual(await store.append({ stream: 'c-1', expectedRevision: 'stream_exists', events: made }), {
        kind: 'conflict',
        actual: 'no_stream',
      })
    })

    test('stores all or nothing', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 1)
      gives(await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: events(100) }), 'conflict')
      assert.equal(gives(await store.read(wholeOf('a-1')), 'page').events.length, 1)
      gives(await store.append({ stream: 'a-1', expectedRevision: 0, events: events(1_000) }), 'appended')
      assert.equal(gives(await store.read({ ...wholeOf('a-1'), from: 'end' }), 'page').head, 1_000)
    })

    test('lets exactly one of many concurrent appends create a stream', async (t) => {
      const { store } = await openStore(t, setting)
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: events(2) }),
        ),
      )
      assert.equal(outcomes.filter(({ kind }) => kind === 'appended').length, 1)
      const refused = outcomes.filter(({ kind }) => kind !== 'appended')
      assert.ok(refused.every((outcome) => outcome.kind === 'conflict' && outcome.actual === 1))
    })

    test('answers one append and repeats the other when the same append is made twice at once', async (t) => {
      const { store } = await openStore(t, setting)
      const append = { stream: 'a-1', expectedRevision: 'no_stream', events: events(3) } as const
      const [first, second] = await Promise.all([store.append(append), store.append(append)])
      assert.equal(gives(first, 'appended').repeated, false)
      assert.deepEqual(second, { ...first, repeated: true })
    })

    test('gives concurrent appends revisions without gaps and positions of their own', async (t) => {
      const { store } = await openStore(t, setting)
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          store.append({ stream: `a-${i % 4}`, expectedRevision: 'any', events: events(1 + (i % 3)) }),
        ),
      )
      assert.equal(new Set(outcomes.map((outcome) => gives(outcome, 'appended').position)).size, 200)
      for (const stream of ['a-0', 'a-1', 'a-2', 'a-3']) {
        const page = gives(await store.read(wholeOf(stream)), 'page')
        assert.deepEqual(
          page.events.map(({ revision }) => revision),
          page.events.map((_, i) => i),
        )
      }
    })

    test('gives back every field of an event, with where it stands and when it was recorded', async (t) => {
      const { store } = await openStore(t, setting)
      const before = Date.now()
      const made = { ...event({ seats: 2 }, 'OrderPlaced'), metadata: { by: 'ada' } }
      const { position } = gives(
        await store.append({ stream: 'order-1', expectedRevision: 'no_stream', events: [made] }),
        'appended',
      )
      const [recorded] = gives(await store.read(wholeOf('order-1')), 'page').events
      assert.ok(recorded !== undefined)
      const { recordedAt, ...rest } = recorded
      assert.deepEqual(rest, { ...made, stream: 'order-1', revision: 0, position })
      assert.ok(Number.isSafeInteger(recordedAt) && recordedAt >= before && recordedAt <= Date.now())
    })

    if (setting.dedupe === 'forever') forever()
    else expected()

    function forever(): void {
      test('says repeated for any and stream_exists when the ids stand in this stream, in order, without a gap', async (t) => {
        const { store } = await openStore(t, setting)
        await fill(store, 'a-1', 2)
        const made = await fill(store, 'a-1', 3)
        await fill(store, 'a-1', 2)
        const stored = gives(await store.read(wholeOf('a-1')), 'page').events
        for (const expectedRevision of ['any', 'stream_exists'] as const) {
          for (const [from, to] of [
            [0, 3],
            [0, 1],
            [1, 3],
            [2, 3],
          ] as const) {
            assert.deepEqual(
              await store.append({ stream: 'a-1', expectedRevision, events: made.slice(from, to) }),
              { kind: 'appended', revision: 1 + to, position: nth(stored, 1 + to).position, repeated: true },
              `${expectedRevision} ${from} to ${to}`,
            )
          }
        }
      })

      test('says id_reused, with the first in the order of the intent, when an id stands anywhere', async (t) => {
        const { store } = await openStore(t, setting)
        const [a, b, c] = await fill(store, 'a-1', 3)
        const [other] = await fill(store, 'b-1', 1)
        assert.ok(a !== undefined && b !== undefined && c !== undefined && other !== undefined)
        const batches: readonly { readonly first: Event; readonly batch: readonly Event[] }[] = [
          { first: c, batch: [event(), c, a] },
          { first: b, batch: [b, a] },
          { first: a, batch: [a, c] },
          { first: c, batch: [c, event()] },
          { first: b, batch: [event(), b] },
          { first: other, batch: [other] },
          { first: other, batch: [event(), other, a] },
        ]
        for (const expectedRevision of ['any', 'stream_exists', 2] as const) {
          for (const { first, batch } of batches) {
            assert.deepEqual(await store.append({ stream: 'a-1', expectedRevision, events: batch }), {
              kind: 'id_reused',
              id: first.id,
            })
          }
        }
        assert.deepEqual(await store.append({ stream: 'new-1', expectedRevision: 'no_stream', events: [event(), a] }), {
          kind: 'id_reused',
          id: a.id,
        })
        assert.equal(gives(await store.read(wholeOf('a-1')), 'page').events.length, 3)
        assert.deepEqual(await store.read(wholeOf('new-1')), { kind: 'no_stream' })
      })

      test('keeps what a refused batch brought free for use', async (t) => {
        const { store } = await openStore(t, setting)
        const [used] = await fill(store, 'a-1', 1)
        assert.ok(used !== undefined)
        const fresh = event()
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [fresh, used] }), 'id_reused')
        const outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [fresh] })
        assert.equal(gives(outcome, 'appended').repeated, false)
      })
    }

    function expected(): void {
      test('stores the same ids again where the append does not say where they stand', async (t) => {
        const { store } = await openStore(t, setting)
        const made = await fill(store, 'a-1', 2)
        for (const [i, expectedRevision] of (['any', 'stream_exists', 5] as const).entries()) {
          const outcome = gives(await store.append({ stream: 'a-1', expectedRevision, events: made }), 'appended')
          assert.deepEqual([outcome.revision, outcome.repeated], [3 + 2 * i, false])
        }
        const other = await store.append({ stream: 'b-1', expectedRevision: 'no_stream', events: made })
        assert.equal(gives(other, 'appended').repeated, false)
        const kept = gives(await store.read(wholeOf('a-1')), 'page').events
        assert.deepEqual(ids(kept), [...ids(made), ...ids(made), ...ids(made), ...ids(made)])
      })
    }
  })
}

const wholeOf = (stream: string) => ({ stream, from: 'start', direction: 'forward', limit: 1_000 }) as const
