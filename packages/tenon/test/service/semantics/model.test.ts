import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Append, EventStore, ListStreams, Read, ReadAll } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { gives, leastNeed, once, sqliteConfig } from './stores.ts'

type Step =
  | { readonly kind: 'append'; readonly together: readonly Append[] }
  | { readonly kind: 'read'; readonly read: Read }
  | { readonly kind: 'read_all'; readonly read: ReadAll }
  | { readonly kind: 'streams'; readonly list: ListStreams }

const stream = fc.constantFrom('a-1', 'a-2', 'b-😀')
// Few ids, so that they meet again and again.
const id = fc.integer({ min: 0, max: 11 }).map((n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
const revision = fc.integer({ min: 0, max: 9 })
const limit = fc.integer({ min: 1, max: 8 })
const prefix = fc.constantFrom('', 'a', 'a-2', 'b-', 'b-😀', 'c')

const append: fc.Arbitrary<Append> = fc.record({
  stream,
  expectedRevision: fc.oneof(fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const), revision),
  events: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((one) =>
        fc.record({
          id: fc.constant(one),
          type: fc.constantFrom('T', 'U'),
          data: fc.jsonValue(),
          metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()),
        }),
      ),
    ),
  ),
})

const filter = fc.record({
  streams: fc.oneof(fc.constant('all' as const), fc.record({ prefix })),
  types: fc.constantFrom('all' as const, ['T'], ['U', 'T'], ['V']),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      together: fc.array(append, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      read: fc.record({
        stream,
        from: fc.oneof(fc.constantFrom('start' as const, 'end' as const), revision),
        direction: fc.constantFrom('forward' as const, 'backward' as const),
        limit,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('read_all' as const),
      read: fc.record({
        after: fc.oneof(fc.constant('start' as const), fc.integer({ min: 1, max: 20 })),
        filter,
        limit,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('streams' as const),
      list: fc.record({ prefix, after: fc.oneof(fc.constant(null), stream), limit }),
    }),
  },
)

test('memory and SQLite answer any workload alike, down to the positions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'tenon-model-'))
      const memory = bind(leastNeed, new MemoryEventExecutor(), once)
      const sqlite = bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'events.db')) }), once)
      try {
        const one = gives(await memory.open(), 'opened').store
        const other = gives(await sqlite.open(), 'opened').store
        for (const next of [...steps, whole]) assert.deepEqual(await run(other, next), await run(one, next))
      } finally {
        await memory.close()
        await sqlite.close()
        await rm(folder, { recursive: true })
      }
    }),
    { numRuns: 25 },
  )
})

const whole: Step = {
  kind: 'read_all',
  read: { after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1_000 },
}

/** Returns the answer of a store to a step, without the time of its clock. */
const run = async (store: EventStore, does: Step): Promise<unknown> => {
  switch (does.kind) {
    case 'append':
      return Promise.all(does.together.map((one) => store.append(one)))
    case 'read':
      return timeless(await store.read(does.read))
    case 'read_all':
      return timeless(await store.read_all(does.read))
    case 'streams':
      return store.streams(does.list)
    default:
      return does satisfies never
  }
}

const timeless = <Answer extends { readonly kind: string }>(answer: Answer): object =>
  'events' in answer && Array.isArray(answer.events)
    ? { ...answer, events: answer.events.map((one: object) => ({ ...one, recordedAt: 0 })) }
    : answer
