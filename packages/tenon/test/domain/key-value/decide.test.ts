import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  decidePut,
  decideRemove,
  type EntryChange,
  type EntryKnowledge,
  forgets,
} from '../../../src/domain/key-value/decide.ts'
import type { ExpectedEntry } from '../../../src/domain/key-value/intent.ts'

const NOW = 100_000
const rules = { recentWrites: 3, repeatWindowMs: 10_000 }

/** A change made by this id, `ago` milliseconds before now. */
const put = (revision: number, id: string, ago = 5, until: number | null = null): EntryChange => ({
  kind: 'put',
  revision,
  id,
  at: NOW - ago,
  until,
})
const removed = (revision: number, id: string, ago = 5): EntryChange => ({
  kind: 'removed',
  revision,
  id,
  at: NOW - ago,
})
const expired = (revision: number, ago = 5): EntryChange => ({ kind: 'expired', revision, at: NOW - ago })

/** The knowledge of a store that recognises the last three writes of a key, with its changes, the earliest first. */
const knowing = (...history: readonly EntryChange[]): EntryKnowledge => {
  const changes = history.toReversed().slice(0, rules.recentWrites)
  return { now: NOW, changes, forgot: forgets(changes, NOW, rules), created: () => undefined }
}

/** The knowledge of a store that has also stored this put, which expected an absent key, long before. */
const havingCreated = (revision: number, by: string, known: EntryKnowledge): EntryKnowledge => ({
  ...known,
  created: (id) => (id === by ? revision : undefined),
})

/** The knowledge of a store that recognises the latest change alone. */
const knowingLatest = (latest: EntryChange): EntryKnowledge => ({
  now: NOW,
  changes: [latest],
  forgot: false,
  created: () => undefined,
})

const change = { kind: 'change' }
const conflict = (actual: number | 'absent') => ({ kind: 'conflict', actual })
const done = (revision: number) => ({ kind: 'put', revision, repeated: true })
const gone = (revision: number) => ({ kind: 'removed', revision, repeated: true })

/** A decision without the sentence of a failure. */
const brief = (decision: { readonly kind: string; readonly failure?: string; readonly effect?: string }): unknown =>
  decision.kind === 'failed' ? `${decision.failure}, ${decision.effect}` : decision

suite('a put with the id x', () => {
  for (const [title, expected, known, decision] of [
    ['is stored under a key that never was', 'absent', knowing(), change],
    ['is stored over any value', 'any', knowing(put(1, 'a')), change],
    ['is stored over the value that it names', 1, knowing(put(1, 'a')), change],
    ['is a conflict with a value where none is expected', 'absent', knowing(put(1, 'a')), conflict(1)],
    ['is a conflict with another value', 1, knowing(put(1, 'a'), put(4, 'b')), conflict(4)],
    ['is a conflict with a revision that the key has not reached', 9, knowing(put(1, 'a')), conflict(1)],
    ['is a conflict with nothing', 1, knowing(put(1, 'a'), removed(2, 'b')), conflict('absent')],
    ['is a conflict with a key that never was', 1, knowing(), conflict('absent')],
    ['is stored after a removal, as absent', 'absent', knowing(put(1, 'a'), removed(2, 'b')), change],
    ['is stored after an expiry, as absent', 'absent', knowing(put(1, 'a'), expired(2)), change],
    ['is stored where a life is over, before it was noticed', 'absent', knowing(put(1, 'a', 5, NOW)), change],
    ['is a conflict with a life that is over', 1, knowing(put(1, 'a', 5, NOW)), conflict('absent')],
    [
      'is a conflict with a life that lasts a millisecond more',
      'absent',
      knowing(put(1, 'a', 5, NOW + 1)),
      conflict(1),
    ],
    ['never expects the revision of a removal', 2, knowing(put(1, 'a'), removed(2, 'b')), conflict('absent')],

    ['is a repeat of the latest change', 'absent', knowing(put(1, 'x')), done(1)],
    ['is a repeat, whatever it expects', 'any', knowing(put(1, 'x')), done(1)],
    ['is a repeat under `latest` too', 'absent', knowingLatest(put(1, 'x')), done(1)],
    ['is a repeat after another wrote over it', 'absent', knowing(put(1, 'x'), put(2, 'a')), done(1)],
    ['is a repeat after another removed it', 'absent', knowing(put(1, 'x'), removed(2, 'a')), done(1)],
    ['is a repeat after its life was over', 'absent', knowing(put(1, 'x', 5, NOW)), done(1)],
    ['is a repeat after its expiry was noticed', 'absent', knowing(put(1, 'x'), expired(2)), done(1)],
    ['is a repeat as long as it is remembered', 'absent', knowing(put(1, 'x'), put(2, 'a'), put(3, 'b')), done(1)],
    ['is no repeat of a removal', 'any', knowing(put(1, 'a'), removed(2, 'x')), change],

    [
      'is a conflict when what it builds on is still remembered',
      2,
      knowing(put(1, 'a'), put(2, 'b'), put(3, 'c'), put(4, 'd')),
      conflict(4),
    ],
    [
      'is unknown when it may be among the changes that are forgotten',
      1,
      knowing(put(1, 'a'), put(2, 'x'), put(3, 'c'), put(4, 'd'), put(5, 'e')),
      'forgotten, unknown',
    ],
    [
      'is a conflict if it expects an absent key, however often that was renewed by another',
      'absent',
      knowing(put(1, 'a'), put(2, 'b'), put(3, 'c'), put(4, 'd')),
      conflict(4),
    ],
    [
      'is a repeat if it found the key absent, however many changes have followed',
      'absent',
      havingCreated(1, 'x', knowing(put(1, 'x'), removed(2, 'a'), put(3, 'b'), put(4, 'c'))),
      done(1),
    ],
    [
      'is a conflict when all changes within the window are remembered',
      1,
      knowing(put(1, 'a', 30_000), put(2, 'b', 20_000), put(3, 'c'), put(4, 'd')),
      conflict(4),
    ],
    ['is a conflict under `latest`, even with itself', 'absent', knowingLatest(put(2, 'a')), conflict(2)],
    [
      'is stored for `any`, even if it may be forgotten',
      'any',
      knowing(put(1, 'x'), put(2, 'a'), put(3, 'b'), put(4, 'c')),
      change,
    ],
  ] satisfies [string, ExpectedEntry, EntryKnowledge, unknown][])
    test(title, () => {
      assert.deepEqual(brief(decidePut({ id: 'x', expected }, known)), decision)
    })
})

suite('a removal with the id x', () => {
  for (const [title, expected, known, decision] of [
    ['finds a key absent that never was', 'any', knowing(), { kind: 'absent' }],
    ['removes any value', 'any', knowing(put(1, 'a')), change],
    ['removes the value that it names', 1, knowing(put(1, 'a')), change],
    ['is a conflict with another value', 1, knowing(put(1, 'a'), put(2, 'b')), conflict(2)],
    ['finds a key absent that another removed', 1, knowing(put(1, 'a'), removed(2, 'b')), { kind: 'absent' }],
    ['finds a key absent whose life is over', 1, knowing(put(1, 'a', 5, NOW)), { kind: 'absent' }],
    ['is a repeat of the latest change', 1, knowing(put(1, 'a'), removed(2, 'x')), gone(2)],
    ['is a repeat after another value was put', 1, knowing(put(1, 'a'), removed(2, 'x'), put(3, 'b')), gone(2)],
    ['is a repeat for any value', 'any', knowing(put(1, 'a'), removed(2, 'x'), put(3, 'b')), gone(2)],
    ['is no repeat of a put', 'any', knowing(put(1, 'x')), change],
    [
      'is unknown when it may be among the changes that are forgotten',
      1,
      knowing(put(1, 'a'), removed(2, 'x'), put(3, 'b'), put(4, 'c'), put(5, 'd')),
      'forgotten, unknown',
    ],
    [
      'is unknown too if the key is absent again',
      1,
      knowing(put(1, 'a'), removed(2, 'x'), put(3, 'b'), put(4, 'c'), removed(5, 'd')),
      'forgotten, unknown',
    ],
    [
      'of any value finds a key absent, even if it may be forgotten',
      'any',
      knowing(removed(2, 'x'), put(3, 'b'), put(4, 'c'), removed(5, 'd')),
      { kind: 'absent' },
    ],
  ] satisfies [string, 'any' | number, EntryKnowledge, unknown][])
    test(title, () => {
      assert.deepEqual(brief(decideRemove({ id: 'x', expected }, known)), decision)
    })
})

suite('a store forgets', () => {
  const last = [put(3, 'c'), put(2, 'b'), put(1, 'a')]

  test('once it remembers as many changes as it must, all of them within the window', () => {
    assert.equal(forgets(last, NOW, rules), true)
  })

  test('nothing while it remembers fewer', () => {
    assert.equal(forgets(last.slice(1), NOW, rules), false)
    assert.equal(forgets([], NOW, rules), false)
  })

  test('nothing that matters if the oldest was made before the window', () => {
    assert.equal(forgets([put(3, 'c'), put(2, 'b'), put(1, 'a', 10_001)], NOW, rules), false)
    assert.equal(forgets([put(3, 'c'), put(2, 'b'), put(1, 'a', 10_000)], NOW, rules), true)
  })
})
