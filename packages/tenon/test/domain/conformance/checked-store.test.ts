import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type CallOptions, EventStore } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { checkedStore, flawOfFailure, type StoreCheck } from '../../../src/domain/conformance/checked-store.ts'
import { within } from '../../../src/service/lab/time.ts'
import { event, fill, gives, leastNeed, once } from '../../service/semantics/stores.ts'

const checked = (store: EventStore, by: StoreCheck): EventStore => checkedStore(EventStore, store, by)

const failures = ['timeout', 'connection_lost', 'closed', 'unclassified']

/** Returns a check that records what it reports and how long it waits. `patience` replaces the waiting. */
const watching = (
  patience: StoreCheck['within'] = within,
): { readonly by: StoreCheck; readonly breaches: string[]; readonly waits: number[] } => {
  const breaches: string[] = []
  const waits: number[] = []
  const by: StoreCheck = {
    failures,
    deadlineMs: 500,
    breach: (says) => void breaches.push(says),
    within: (promise, ms) => {
      waits.push(ms)
      return patience(promise, ms)
    },
  }
  return { by, breaches, waits }
}

/** A store as code without types writes it. */
type Loose = { readonly [operation: string]: (fields: object, call?: CallOptions) => unknown }

// A store with wrong answers cannot have the type of a store.
const loose = (methods: Loose): EventStore => methods as object as EventStore

const absent = (): never => assert.fail('nobody was to ask this')

const answering = (operation: string, answer: () => unknown): EventStore =>
  loose({ append: absent, read: absent, read_all: absent, streams: absent, subscribe: absent, [operation]: answer })

const asked = {
  append: { stream: 'a-1', expectedRevision: 'any', events: [event()] },
  read: { stream: 'a-1', from: 'start', direction: 'forward', limit: 10 },
  read_all: { after: 'start', filter: { streams: 'all', types: 'all' }, limit: 10 },
  streams: { prefix: '', after: null, limit: 10 },
  subscribe: { after: 'start', filter: { streams: 'all', types: 'all' } },
} as const

const ask = (store: EventStore, operation: keyof typeof asked): unknown =>
  Reflect.apply(store[operation], undefined, [asked[operation]])

const { append, read, read_all: readAll, streams, subscribe } = asked

const appended = { kind: 'appended', revision: 0, position: 1, repeated: false }
const page = { kind: 'page', events: [], next: 'done', head: 0 }
const lost = {
  kind: 'failed',
  failure: 'connection_lost',
  effect: 'none',
  operation: 'append',
  says: 'The link broke.',
  retryAfterMs: null,
  evidence: null,
}
const { says: _says, ...silent } = lost
const { evidence: _evidence, ...bare } = lost
const recorded = {
  id: '01234567-89ab-cdef-0123-456789abcdef',
  type: 'Happened',
  data: null,
  metadata: {},
  stream: 'a-1',
  revision: 0,
  position: 1,
  recordedAt: 0,
}

suite('An answer that is not as declared is reported', () => {
  for (const [title, operation, answer, says] of [
    ['an unknown field', 'append', { ...appended, more: 1 }, /append gave what is not as declared: .*"more"/],
    ['a missing field', 'append', { kind: 'appended', revision: 0, position: 1 }, /repeated/],
    ['a field of another kind', 'append', { ...appended, revision: '0' }, /revision/],
    ['a number that is not a revision', 'append', { ...appended, revision: -1 }, /revision/],
    ['a position of many digits', 'append', { ...appended, position: 5n }, /position.*"5n"/],
    ['an unknown kind', 'append', { kind: 'stored' }, /kind/],
    ['the kind of another operation', 'append', page, /append gave/],
    ['a kind that only another read has', 'read', { kind: 'ahead', head: 1 }, /read gave/],
    ['no kind', 'read', {}, /kind/],
    ['nothing', 'read', undefined, /read gave.*undefined/],
    ['null', 'read', null, /read gave.*null/],
    ['a list of failures', 'read', [lost], /read gave/],
    ['a page without its head', 'read', { kind: 'page', events: [], next: 'done' }, /head/],
    ['an event without its stream', 'read', { ...page, events: [{ ...recorded, stream: undefined }] }, /stream/],
    [
      'an event with metadata that is not an object',
      'read',
      { ...page, events: [{ ...recorded, metadata: 1 }] },
      /metadata/,
    ],
    ['an event at position 0', 'read', { ...page, events: [{ ...recorded, position: 0 }] }, /position/],
    ['a page of the log without caughtUp', 'read_all', { ...page, next: 'start', head: 'start' }, /caughtUp/],
    ['a listing of names alone', 'streams', { kind: 'page', streams: ['a-1'], next: null }, /streams\[0\]/],

    ['an unknown failure', 'append', { ...lost, failure: 'exploded' }, /exploded is not a failure of event_store/],
    ['a failure with the name of something else', 'append', { ...lost, failure: 'constructor' }, /is not a failure/],
    ['a failure without its word', 'append', { ...lost, failure: undefined }, /undefined is not a failure/],
    ['a failure not listed', 'append', { ...lost, failure: 'full' }, /full is none of the failures that the binding/],
    [
      'an effect not in the table',
      'append',
      { ...lost, failure: 'closed', effect: 'unknown' },
      /the effect of closed is never unknown/,
    ],
    ['an effect that does not exist', 'append', { ...lost, effect: 'partial' }, /never partial/],
    ['a read with effect unknown', 'read', { ...lost, operation: 'read', effect: 'unknown' }, /never unknown/],
    ['another operation', 'append', { ...lost, operation: 'read' }, /its operation must be append/],
    ['an empty says', 'append', { ...lost, says: '' }, /`says` must be a sentence/],
    ['a says that is one word', 'append', { ...lost, says: 'ECONNRESET.' }, /`says` must be a sentence/],
    ['a says without an end', 'append', { ...lost, says: 'the link broke' }, /`says` must be a sentence/],
    ['no says', 'append', silent, /`says` must be a sentence/],
    ['a wait into the past', 'append', { ...lost, retryAfterMs: -1 }, /`retryAfterMs` must be/],
    ['a wait that is not a number', 'append', { ...lost, retryAfterMs: Number.NaN }, /`retryAfterMs` must be/],
    ['a wait for ever', 'append', { ...lost, retryAfterMs: Infinity }, /`retryAfterMs` must be/],
    ['a wait in words', 'append', { ...lost, retryAfterMs: '10' }, /`retryAfterMs` must be/],
    ['no evidence instead of null', 'append', bare, /`evidence` must be/],
    [
      'evidence without a code',
      'append',
      { ...lost, evidence: { technology: 'x', message: 'y' } },
      /`evidence` must be/,
    ],
    [
      'evidence of a code in digits',
      'append',
      { ...lost, evidence: { technology: 'x', code: 5, message: 'y' } },
      /`evidence`/,
    ],
    ['an unknown field of a failure', 'append', { ...lost, stack: 'at' }, /a failure has no field stack/],
    [
      'an error that the binding does not know, even if it lists that failure',
      'append',
      { ...lost, failure: 'unclassified', effect: 'unknown' },
      /unclassified is a defect of the binding/,
    ],
    [
      'the same failure of a read',
      'read',
      { ...lost, operation: 'read', failure: 'unclassified' },
      /unclassified is a defect of the binding/,
    ],
  ] as const satisfies readonly (readonly [string, keyof typeof asked, unknown, RegExp])[]) {
    test(title, async () => {
      const { by, breaches } = watching()
      const store = loose({
        ...checked(
          answering(operation, () => Promise.resolve(answer)),
          by,
        ),
      } as object as Loose)
      // The answer is passed on, so that the case goes on and the first breach is the one that is reported.
      assert.equal(await ask(store, operation), answer)
      assert.equal(breaches.length, 1, breaches.join('\n'))
      assert.match(breaches[0] ?? '', says)
    })
  }

  test('also a failure that no event store has, even if the binding lists it', () => {
    const answer = { ...lost, operation: 'read', failure: 'exploded' }
    assert.match(
      flawOfFailure(EventStore, 'read', 'read', answer, ['exploded']) ?? '',
      /is not a failure of event_store/,
    )
  })
})

suite('An answer that is as declared is not reported', () => {
  for (const [title, operation, answer] of [
    ['a result', 'append', appended],
    ['a conflict', 'append', { kind: 'conflict', actual: 'no_stream' }],
    ['a failure without evidence', 'append', lost],
    ['a failure with an unknown effect', 'append', { ...lost, effect: 'unknown' }],
    ['a failure that says when to try again', 'append', { ...lost, retryAfterMs: 0 }],
    ['a failure with evidence', 'append', { ...lost, evidence: { technology: 'x', code: 'y', message: '' } }],
    ['a page with an event', 'read', { ...page, events: [recorded] }],
    ['a failure of a listing', 'streams', { ...lost, operation: 'streams' }],
  ] as const) {
    test(title, async () => {
      const { by, breaches } = watching()
      const store = checked(
        answering(operation, () => Promise.resolve(answer)),
        by,
      )
      assert.equal(await ask(store, operation), answer)
      assert.deepEqual(breaches, [])
    })
  }

  test('any answer of an honest store', async (t) => {
    const binding = bind(leastNeed, new MemoryEventExecutor(), once)
    t.after(() => binding.close())
    const { by, breaches } = watching()
    const store = checked(gives(await binding.open(), 'opened').store, { ...by, failures: binding.failures })
    await fill(store, 'a-1', 3)
    await store.append({ stream: 'a-1', expectedRevision: 0, events: [event()] })
    await store.append({ ...append, events: [] })
    await store.append(append, { signal: AbortSignal.abort(), deadlineMs: null })
    await Promise.all([store.read(read), store.read({ ...read, stream: 'a-2' }), store.read_all(readAll)])
    await Promise.all([store.read_all({ ...readAll, after: 99 }), store.streams(streams)])
    const kinds: string[] = []
    for await (const item of store.subscribe(subscribe)) {
      kinds.push(item.kind)
      if (item.kind === 'caught_up') break
    }
    assert.deepEqual(kinds, ['event', 'event', 'event', 'caught_up'])
    const items = store.subscribe({ ...subscribe, after: 99 })
    assert.equal((await items.next()).value?.kind, 'ahead')
    assert.equal((await items.next()).done, true)
    await binding.close()
    assert.equal((await store.read(read)).kind, 'failed')
    assert.deepEqual(breaches, [])
  })
})

const total = (message: RegExp) => ({ name: 'Broken', law: 'total', message })

suite('A call breaks the law total', () => {
  test('when it rejects', async () => {
    const { by } = watching()
    const store = checked(
      answering('append', () => Promise.reject(new Error('socket hang up'))),
      by,
    )
    await assert.rejects(store.append(append), total(/append threw or rejected: Error: socket hang up/))
  })

  test('when it throws', async () => {
    const { by } = watching()
    const store = checked(
      answering('read', () => {
        throw new RangeError('too deep')
      }),
      by,
    )
    await assert.rejects(store.read(read), total(/read threw or rejected: RangeError: too deep/))
  })

  test('when it never returns within the time that its caller and the policy allow, plus some grace', async () => {
    const { by, waits } = watching(() => Promise.resolve('late'))
    const store = checked(
      answering('append', () => new Promise(() => undefined)),
      by,
    )
    const never = total(/append did not answer within \d+ ms/)
    await assert.rejects(store.append(append), never)
    await assert.rejects(store.append(append, { signal: null, deadlineMs: 40 }), never)
    await assert.rejects(store.append(append, { signal: null, deadlineMs: 40_000 }), never)
    assert.deepEqual(waits, [10_500, 10_040, 10_500])
  })

  test('also if it is not awaited at once', async () => {
    const { by } = watching()
    const store = checked(
      answering('append', () => Promise.reject(new Error('early'))),
      by,
    )
    const begun = store.append(append)
    // By now an unhandled rejection would have ended the process.
    await new Promise((resolve) => setImmediate(resolve))
    await assert.rejects(begun, total(/early/))
  })
})

/** Returns an iterator of these items. A function among them is called in its place. */
const items = (...given: readonly unknown[]): { next(): Promise<unknown>; return?(): unknown } => {
  const left = [...given]
  return {
    next: async () => {
      const one = left.shift()
      if (typeof one === 'function') return one()
      return left.length === 0 && one === undefined ? { done: true, value: undefined } : { done: false, value: one }
    },
  }
}

const thrower = (): never => {
  throw new Error('hang up')
}

const happened = { kind: 'event', event: recorded }
const caughtUp = { kind: 'caught_up', position: 1 }
const dropped = { ...lost, operation: 'subscribe' }
const end = () => ({ done: true, value: undefined })

suite('A subscription', () => {
  test('that is as declared is passed on, item by item', async () => {
    const { by, breaches } = watching()
    const store = checked(
      answering('subscribe', () => items(happened, caughtUp, happened, dropped)),
      by,
    )
    const kinds: string[] = []
    for await (const item of store.subscribe(subscribe)) kinds.push(item.kind)
    assert.deepEqual([kinds, breaches], [['event', 'caught_up', 'event', 'failed'], []])
  })

  for (const [title, given, says] of [
    ['an item that is not as declared', [{ ...happened, more: 1 }], /subscribe gave what is not as declared/],
    ['an item that is a result of a read', [page], /subscribe gave what is not as declared/],
    ['nothing as an item', [undefined, happened], /subscribe gave what is not as declared/],
    ['no result of next()', [() => undefined], /subscribe gave what is not as declared/],
    [
      'a failure with effect unknown',
      [{ ...dropped, effect: 'unknown' }],
      /the effect of connection_lost is never unknown/,
    ],
    ['an event after a failure', [dropped, happened], /gave an item after failed, which is always the last/],
    ['another failure after a failure', [dropped, dropped], /after failed/],
    ['an event after truncated', [{ kind: 'truncated', first: 3 }, happened], /after truncated/],
    ['an event after ahead', [{ kind: 'ahead', head: 3 }, caughtUp], /after ahead/],
    ['an event after its end', [end, happened], /after its end/],
  ] as const) {
    test(`that gives ${title} is reported`, async () => {
      const { by, breaches } = watching()
      const subscription = checked(
        answering('subscribe', () => items(...given)),
        by,
      ).subscribe(subscribe)
      for (const _ of given) await subscription.next()
      assert.equal(breaches.length, 1, breaches.join('\n'))
      assert.match(breaches[0] ?? '', says)
    })
  }

  for (const [title, made, says] of [
    ['rejects', () => items(() => Promise.reject(new Error('hang up'))), /subscribe threw or rejected: Error: hang up/],
    ['throws from next()', () => ({ next: thrower }), /subscribe threw or rejected: Error: hang up/],
    ['has no next()', () => ({}), /subscribe threw or rejected: TypeError/],
    ['throws when it begins', thrower, /subscribe threw: Error: hang up/],
  ] as const) {
    test(`that ${title} breaks the law total`, async () => {
      const { by } = watching()
      const store = checked(answering('subscribe', made), by)
      await assert.rejects(async () => store.subscribe(subscribe).next(), total(says))
    })
  }

  test('that does not answer return() breaks the law total', async () => {
    const { by } = watching(() => Promise.resolve('late'))
    const held = { ...items(happened), return: () => new Promise(() => undefined) }
    const given = checked(
      answering('subscribe', () => held),
      by,
    ).subscribe(subscribe)
    await assert.rejects(async () => given.return?.(), total(/return\(\) of subscribe did not answer within 10000 ms/))
  })

  for (const [title, ending] of [
    ['rejects', () => Promise.reject(new Error('hang up'))],
    ['throws', thrower],
  ] as const) {
    test(`whose return() ${title} breaks the law total`, async () => {
      const { by } = watching()
      const held = { ...items(happened), return: ending }
      const given = checked(
        answering('subscribe', () => held),
        by,
      ).subscribe(subscribe)
      await assert.rejects(
        async () => given.return?.(),
        total(/return\(\) of subscribe threw or rejected: Error: hang up/),
      )
    })
  }

  test('that has no return() still ends', async () => {
    const { by } = watching()
    const given = checked(
      answering('subscribe', () => items(happened)),
      by,
    ).subscribe(subscribe)
    assert.deepEqual(await given.return?.(), { done: true, value: undefined })
  })
})

test('A call is passed on as it was made: with its options if there were any, and without if not', async () => {
  const seen: unknown[][] = []
  const { by } = watching()
  const store = checked(
    loose({
      read: absent,
      read_all: absent,
      streams: absent,
      append: (...made) => {
        seen.push(made)
        return Promise.resolve(appended)
      },
      subscribe: (...made) => {
        seen.push(made)
        return items()
      },
    }),
    by,
  )
  const call = { signal: null, deadlineMs: 100 }
  await store.append(append)
  await store.append(append, call)
  store.subscribe(subscribe)
  store.subscribe(subscribe, call)
  assert.deepEqual(seen, [[append], [append, call], [subscribe], [subscribe, call]])
})
