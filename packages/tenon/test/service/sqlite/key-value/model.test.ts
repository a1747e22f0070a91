import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Entries } from '../../../../src/domain/key-value/entries.ts'
import type { ReadChanges } from '../../../../src/domain/key-value/watch.ts'
import { FileTransactor } from '../../../../src/service/sqlite/connection/transaction.ts'
import { EntryReader } from '../../../../src/service/sqlite/key-value/read.ts'
import { openEntries } from '../../../../src/service/sqlite/key-value/schema.ts'
import { EntryWriter, type Write } from '../../../../src/service/sqlite/key-value/write.ts'
import { gives } from '../../semantics/stores.ts'
import { entriesConfig } from './stores.ts'

const REMEMBERS = { recentWrites: 3, repeatWindowMs: 5_000, removedKeptMs: 8_000 }

/** What a write expects: nothing, no value, the value that is there, or a revision that is so much older. */
type Expects = 'any' | 'absent' | number

type Step = { readonly after: number } & (
  | { readonly kind: 'put'; readonly key: string; readonly expects: Expects; readonly lifetimeSeconds: number | null }
  | { readonly kind: 'remove'; readonly key: string; readonly expects: Expects }
  /** Makes an earlier write again. */
  | { readonly kind: 'again'; readonly back: number }
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'keys'; readonly prefix: string; readonly key: string | null; readonly limit: number }
  | { readonly kind: 'changes'; readonly prefix: string; readonly back: number; readonly limit: number }
)

// One key is written most of the time, so that its changes are forgotten.
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constant('a') },
  { weight: 3, arbitrary: fc.constantFrom('a-1', 'b-😀', 'b-\uffff') },
)
const prefix = fc.constantFrom('', 'a', 'b-', 'b-😀', 'c')
const expects = fc.oneof(fc.constantFrom('any' as const, 'absent' as const), fc.integer({ min: 0, max: 4 }))
const after = fc.constantFrom(0, 1, 1, 400, 1_000, 9_000)
const limit = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      after,
      key,
      expects,
      lifetimeSeconds: fc.constantFrom(null, null, 1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), after, key, expects }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), after, back: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('get' as const), after, key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('keys' as const), after, prefix, key: fc.option(key), limit }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('changes' as const), after, prefix, back: fc.nat(9), limit }) },
)

test('A file answers every sequence of writes and reads as the model in memory does, also as time goes on', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'tenon-model-'))
      try {
        compare(join(folder, 'entries.db'), steps, (ms) => t.mock.timers.tick(ms))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 120 },
  )
})

const compare = (path: string, steps: readonly Step[], tick: (ms: number) => void): void => {
  const config = entriesConfig(path, REMEMBERS)
  const answer = openEntries(config, 'make', (file) => ({ kind: 'opened' as const, file }))
  const { file } = gives(answer ?? { kind: 'busy' as const }, 'opened')
  const writer = new FileTransactor(file, new EntryWriter(file, config))
  const reader = EntryReader.of(file)
  const model = new Entries(REMEMBERS)
  const made: { readonly write: Write & { kind: 'put' | 'remove' }; readonly at: number }[] = []
  let head = 0

  const write = (one: Write & { kind: 'put' | 'remove' }): void => {
    const transacted = gives(writer.transact([one]), 'committed')
    const expected = one.kind === 'put' ? model.put(one, Date.now()) : model.remove(one, Date.now())
    assert.deepEqual(transacted.answers[0], expected)
    if ('revision' in expected) head = Math.max(head, expected.revision)
  }

  for (const each of steps) {
    tick(each.after)
    model.settle(Date.now())
    gives(writer.transact([{ kind: 'sweep' }]), 'committed')
    switch (each.kind) {
      case 'put':
      case 'remove': {
        const { kind, expects: expected } = each
        const at = typeof expected === 'number' ? revisionOf(model, each.key, head, expected) : expected
        const id = `00000000-0000-4000-8000-${String(made.length).padStart(12, '0')}`
        const one =
          kind === 'put'
            ? ({ ...each, kind, id, value: JSON.stringify(made.length), expected: at } as const)
            : ({ kind, id, key: each.key, expected: at === 'absent' ? 'any' : at } as const)
        made.push({ write: one, at: Date.now() })
        write(one)
        break
      }
      case 'again': {
        const one = made.at(-1 - each.back)
        // What is older than the window may be recognised or not.
        if (one !== undefined && Date.now() - one.at < REMEMBERS.repeatWindowMs) write(one.write)
        break
      }
      case 'get':
        assert.deepEqual(reader.get(each), model.get(each))
        break
      case 'keys': {
        const list = { prefix: each.prefix, after: each.key, limit: each.limit }
        assert.deepEqual(reader.keys(list), model.keys(list))
        break
      }
      case 'changes': {
        const place = head - each.back
        const read: ReadChanges = {
          prefix: each.prefix,
          after: place < 1 ? 'start' : place,
          removedAfter: 'start',
          limit: each.limit,
        }
        for (const removedAfter of ['start', read.after] as const) {
          const page = { ...read, removedAfter: removedAfter === 'start' && place >= 1 ? place : removedAfter }
          sameChanges(reader.changes(page), model.changes(page))
        }
        break
      }
      default:
        each satisfies never
    }
  }
  file.close()
}

/** A page of a file may end earlier or later than one of the model if it is not of all keys. Its items are the same. */
const sameChanges = (found: ReturnType<EntryReader['changes']>, expected: ReturnType<Entries['changes']>): void => {
  if (found.kind !== 'page' || expected.kind !== 'page') return assert.deepEqual(found, expected)
  assert.deepEqual([found.items, found.head], [expected.items, expected.head])
  if (found.caughtUp) assert.equal(found.next, found.head)
}

/** Returns the revision of a key's value, or one that is so much older. */
const revisionOf = (model: Entries, wanted: string, head: number, older: number): number => {
  const found = model.get({ key: wanted })
  return Math.max(1, (found.kind === 'value' ? found.revision : head) - older)
}
