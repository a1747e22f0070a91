import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Call, Held } from '../../../../src/domain/conformance/key-value/race/history.ts'
import { impossible } from '../../../../src/domain/conformance/key-value/race/linear.ts'
import type { ExpectedEntry } from '../../../../src/domain/key-value/intent.ts'

type Times = readonly [start: number, end: number]

const put = (revision: number, expected: ExpectedEntry, [start, end]: Times, key = 'a'): Call => ({
  key,
  start,
  end,
  did: { kind: 'put', expected, revision },
})
const removed = (revision: number, expected: ExpectedEntry, [start, end]: Times): Call => ({
  key: 'a',
  start,
  end,
  did: { kind: 'removed', expected, revision },
})
const saw = (held: Held, [start, end]: Times): Call => ({
  key: 'a',
  start,
  end,
  did: { kind: 'saw', held, refused: null },
})
const refused = (expected: ExpectedEntry, held: Held, [start, end]: Times): Call => ({
  key: 'a',
  start,
  end,
  did: { kind: 'saw', held, refused: expected },
})

suite('a history is possible', () => {
  for (const [title, history] of [
    ['of calls one after the other', [put(1, 'absent', [0, 1]), put(2, 1, [2, 3]), removed(3, 2, [4, 5])]],
    ['of puts that overlap, in the order of their revisions', [put(2, 1, [0, 9]), put(1, 'absent', [1, 8])]],
    ['of a put after a removal', [put(1, 'any', [0, 1]), removed(2, 'any', [2, 3]), put(3, 'absent', [4, 5])]],
    ['of a get that sees what is being replaced', [put(1, 'any', [0, 1]), put(2, 1, [2, 5]), saw(1, [4, 6])]],
    ['of a get that sees what is being put', [put(1, 'any', [2, 5]), saw(1, [1, 3])]],
    ['of a get before anything was put', [put(1, 'any', [2, 5]), saw('absent', [0, 1])]],
    ['of a refusal with what was there', [put(1, 'any', [0, 1]), refused('absent', 1, [2, 3])]],
    ['of keys that are put in any order', [put(2, 'any', [0, 9], 'b'), put(1, 'any', [3, 4])]],
  ] satisfies [string, readonly Call[]][])
    test(title, () => {
      assert.deepEqual(impossible(history), [])
    })
})

suite('a history is impossible', () => {
  for (const [title, history, says] of [
    ['of two changes with one revision', [put(1, 'any', [0, 1]), put(1, 'any', [2, 3])], /two changes have revision 1/],
    [
      'of a change that ended before one with a lower revision began',
      [put(2, 'any', [0, 1], 'b'), put(1, 'any', [2, 3])],
      /had ended/,
    ],
    [
      'of two puts on the same revision',
      [put(1, 'any', [0, 1]), put(2, 1, [2, 9]), put(3, 1, [2, 9])],
      /revision 3 expected 1 of a, which held 2/,
    ],
    ['of a put of an absent key over a value', [put(1, 'any', [0, 1]), put(2, 'absent', [2, 3])], /which held 1/],
    ['of a removal of nothing', [removed(1, 'any', [0, 1])], /had no value/],
    ['of a get that sees what was replaced', [put(1, 'any', [0, 1]), put(2, 1, [2, 3]), saw(1, [4, 5])], /held 1/],
    ['of a get that sees what is not yet put', [put(1, 'any', [2, 3]), saw(1, [0, 1])], /held 1/],
    ['of a get that misses what was put', [put(1, 'any', [0, 1]), saw('absent', [2, 3])], /held absent/],
    ['of a refusal of what was expected', [put(1, 'any', [0, 1]), refused(1, 1, [2, 3])], /was refused/],
    ['of a refusal with what never was', [put(1, 'any', [0, 1]), refused('absent', 7, [2, 3])], /held 7/],
  ] satisfies [string, readonly Call[], RegExp][])
    test(title, () => {
      const flaws = impossible(history)
      assert.ok(flaws.length > 0)
      assert.match(flaws.join('\n'), says)
    })
})
