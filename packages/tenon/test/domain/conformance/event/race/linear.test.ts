import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import type { MadeAppend, Promises, StoredEvent } from '../../../../../src/domain/conformance/event/race/history.ts'
import { impossible } from '../../../../../src/domain/conformance/event/race/linear.ts'
import { decideAppend, type ExpectedRevision } from '../../../../../src/domain/event/append.ts'

const forever: Promises = { order: 'global', dedupe: 'forever' }
const expected: Promises = { order: 'global', dedupe: 'expected' }
const perStream: Promises = { order: 'stream', dedupe: 'forever' }

/** An append to a stream between two moments. Each letter is an id. */
const made = (
  [start, end]: readonly [number, number],
  stream: string,
  expectedRevision: ExpectedRevision,
  ids: string,
  outcome: MadeAppend['outcome'],
): MadeAppend => ({ start, end, stream, expectedRevision, ids: [...ids], outcome })

const stored = (revision: number, position: number, repeated = false): MadeAppend['outcome'] => ({
  kind: 'appended',
  revision,
  position,
  repeated,
})
const conflict = (actual: number | 'no_stream'): MadeAppend['outcome'] => ({ kind: 'conflict', actual })
const reused = (id: string): MadeAppend['outcome'] => ({ kind: 'id_reused', id })
const lost = (effect: 'none' | 'unknown'): MadeAppend['outcome'] => ({ kind: 'failed', failure: 'timeout', effect })

/** The final streams: each letter is an id, beside its position. */
const standing = (streams: {
  readonly [name: string]: readonly (readonly [id: string, position: number])[]
}): ReadonlyMap<string, readonly StoredEvent[]> =>
  new Map(Object.entries(streams).map(([name, events]) => [name, events.map(([id, position]) => ({ id, position }))]))

test('An honest history with every kind of outcome is possible', () => {
  const history = [
    made([0, 1], 's', 'stream_exists', 'x', conflict('no_stream')),
    made([0, 4], 's', 'no_stream', 'ab', stored(1, 2)),
    made([2, 5], 's', 'no_stream', 'ab', stored(1, 2, true)),
    made([3, 6], 's', 'no_stream', 'y', conflict(1)),
    made([3, 9], 's', 1, 'cd', lost('unknown')),
    made([3, 20], 's', 1, 'z', lost('unknown')),
    made([4, 9], 't', 'any', 'e', stored(0, 5)),
    made([7, 12], 's', 1, 'cd', stored(3, 4, true)),
    made([7, 8], 's', 1, 'q', lost('none')),
    made([8, 12], 's', 3, 'f', stored(4, 6)),
    made([9, 12], 's', 3, 'g', conflict(4)),
    made([13, 14], 's', 'any', 'f', stored(4, 6, true)),
    made([13, 14], 't', 'any', 'f', reused('f')),
    made([13, 14], 's', 0, 'bc', stored(2, 3, true)),
    made([13, 14], 's', 0, 'bd', conflict(4)),
    made([13, 15], 's', 9, 'h', conflict(4)),
    made([13, 15], 's', 'stream_exists', 'i', stored(5, 7)),
  ]
  const streams = standing({
    s: [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
      ['f', 6],
      ['i', 7],
    ],
    t: [['e', 5]],
  })
  assert.deepEqual(impossible(history, streams, forever), [])
})

suite('A history is impossible', () => {
  for (const [title, promised, history, streams, flaw] of [
    [
      'when an acknowledged event is absent',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1))],
      { s: [] },
      /returning appended 0 1 false, is not stored there/,
    ],
    [
      'when an acknowledged event is at another revision',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 1], 's', 'any', 'b', stored(0, 2))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(b\).* is not stored there/,
    ],
    [
      'when the position is another',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 2))],
      { s: [['a', 1]] },
      /is not stored there/,
    ],
    [
      'when a repeated event is absent',
      forever,
      [made([0, 1], 's', 'no_stream', 'a', stored(0, 1, true))],
      {},
      /returning appended 0 1 true, is not stored there/,
    ],
    [
      'when an append was repeated that cannot be recognised',
      expected,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 1], 's', 'any', 'a', stored(0, 1, true))],
      { s: [['a', 1]] },
      /does not repeat what is stored there/,
    ],
    [
      'when two appends stored at the same revision',
      forever,
      [made([0, 1], 's', 'no_stream', 'a', stored(0, 1)), made([0, 1], 's', 'no_stream', 'a', stored(0, 1))],
      { s: [['a', 1]] },
      /was stored, and so was the same by another append/,
    ],
    [
      'when an append was stored against its expectation',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 9], 's', 3, 'b', stored(1, 2))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(b\).* was stored although it expected another revision/,
    ],
    [
      'when an event is stored twice',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 1], 't', 'any', 'a', lost('unknown'))],
      { s: [['a', 1]], t: [['a', 2]] },
      /event a is stored twice/,
    ],
    [
      'when two events have one position',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 1], 't', 'any', 'b', stored(0, 1))],
      { s: [['a', 1]], t: [['b', 1]] },
      /two events have position 1/,
    ],
    [
      'when an event is stored that was never appended',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /event b is at revision 1 of s, and it was never appended/,
    ],
    [
      'when an append that failed with effect none is there',
      forever,
      [made([0, 1], 's', 'any', 'a', lost('none'))],
      { s: [['a', 1]] },
      /event a is at revision 0 of s, although .* cannot have put it there/,
    ],
    [
      'when an append that was a conflict is there',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 9], 's', 0, 'b', conflict(1))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /event b is at revision 1 of s, although .* cannot have put it there/,
    ],
    [
      'when a batch with an unknown outcome is stored in part',
      forever,
      [made([0, 1], 's', 'any', 'ab', lost('unknown'))],
      { s: [['a', 1]] },
      /event a is at revision 0 of s, and not all other events of .* are stored/,
    ],
    [
      'when a batch is there in another order',
      forever,
      [made([0, 1], 's', 'any', 'ab', lost('unknown'))],
      {
        s: [
          ['b', 1],
          ['a', 2],
        ],
      },
      /event b is at revision 0 of s, although .* cannot have put it there/,
    ],
    [
      'when another event is between the events of a batch',
      forever,
      [made([0, 1], 's', 'any', 'ab', lost('unknown')), made([0, 1], 's', 'any', 'c', stored(1, 2))],
      {
        s: [
          ['a', 1],
          ['c', 2],
          ['b', 3],
        ],
      },
      /event a is at revision 0 of s, although .* cannot have put it there/,
    ],
    [
      'when an append with an unknown outcome is stored against its expectation',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([0, 9], 's', 5, 'b', lost('unknown'))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /event b is at revision 1 of s, although .* cannot have put it there/,
    ],
    [
      'when a conflict names a revision from before it began',
      forever,
      [
        made([0, 1], 's', 'any', 'a', stored(0, 1)),
        made([2, 3], 's', 'any', 'b', stored(1, 2)),
        made([4, 5], 's', 5, 'c', conflict(0)),
      ],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(b\).* had ended 1.000 ms before .*\(c\).* began, and its outcome says that it came after/,
    ],
    [
      'when a conflict names a revision from after it had ended',
      forever,
      [
        made([0, 1], 's', 'any', 'a', stored(0, 1)),
        made([1, 2], 's', 5, 'c', conflict(1)),
        made([3, 4], 's', 'any', 'b', stored(1, 2)),
      ],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(c\).* had ended 1.000 ms before .*\(b\).* began/,
    ],
    [
      'when a conflict names a revision that a later append with an unknown outcome wrote',
      forever,
      [made([0, 1], 's', 5, 'c', conflict(0)), made([2, 3], 's', 'any', 'a', lost('unknown'))],
      { s: [['a', 1]] },
      /\(c\).* had ended 1.000 ms before .*\(a\).* began/,
    ],
    [
      'when two conflicts name revisions in the wrong order',
      forever,
      [
        made([0, 9], 's', 'any', 'a', stored(0, 1)),
        made([1, 2], 's', 5, 'b', conflict(0)),
        made([3, 4], 's', 5, 'c', conflict('no_stream')),
      ],
      { s: [['a', 1]] },
      /\(b\).* had ended 1.000 ms before .*\(c\).* began/,
    ],
    [
      'when a conflict names a revision inside a batch',
      forever,
      [made([0, 9], 's', 'any', 'ab', stored(1, 2)), made([0, 9], 's', 5, 'c', conflict(0))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(c\).* names a last revision that s never had/,
    ],
    [
      'when a conflict names a revision that never existed',
      forever,
      [made([0, 9], 's', 5, 'c', conflict(0))],
      {},
      /names a last revision that s never had/,
    ],
    [
      'when a conflict has no reason',
      forever,
      [made([0, 9], 's', 'any', 'a', stored(0, 1)), made([0, 9], 's', 0, 'b', conflict(0))],
      { s: [['a', 1]] },
      /\(b\).* is due .*store/,
    ],
    [
      'when an append that is already stored at its place is a conflict',
      forever,
      [made([0, 9], 's', 'no_stream', 'a', stored(0, 1)), made([0, 9], 's', 'no_stream', 'a', conflict(0))],
      { s: [['a', 1]] },
      /is due .*"repeated":true/,
    ],
    [
      'when an append is stored after one that began after it had ended',
      forever,
      [made([0, 1], 's', 'any', 'b', stored(1, 2)), made([2, 3], 's', 'any', 'a', stored(0, 1))],
      {
        s: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /\(b\).* had ended 1.000 ms before .*\(a\).* began/,
    ],
    [
      'when the order of the log contradicts the times',
      forever,
      [made([0, 1], 's', 'any', 'b', stored(0, 2)), made([2, 3], 't', 'any', 'a', stored(0, 1))],
      { s: [['b', 2]], t: [['a', 1]] },
      /\(b\).* had ended 1.000 ms before .*\(a\).* began/,
    ],
    [
      'when positions do not rise with the revisions',
      perStream,
      [made([0, 9], 's', 'any', 'a', stored(0, 2)), made([0, 9], 's', 'any', 'b', stored(1, 1))],
      {
        s: [
          ['a', 2],
          ['b', 1],
        ],
      },
      /position 1 at revision 1 of s is not above the one before it/,
    ],
    [
      'when an outcome names a used id that was not there',
      forever,
      [made([0, 1], 's', 'any', 'a', reused('a')), made([2, 3], 't', 'any', 'a', stored(0, 1))],
      { t: [['a', 1]] },
      /returning id_reused a, names an id that was not there/,
    ],
    [
      'when an outcome names a used id although ids are not recognised',
      expected,
      [made([0, 1], 's', 'any', 'a', stored(0, 1)), made([2, 3], 't', 'any', 'a', reused('a'))],
      { s: [['a', 1]] },
      /ids are recognised only at their place/,
    ],
  ] as const) {
    test(title, () => {
      const flaws = impossible(history, standing(streams), promised)
      assert.ok(
        flaws.some((each) => flaw.test(each)),
        flaws.join('\n') || 'nothing was found',
      )
    })
  }

  test('because of the order of the log only if one order for all streams is promised', () => {
    const history = [made([0, 1], 's', 'any', 'b', stored(0, 2)), made([2, 3], 't', 'any', 'a', stored(0, 1))]
    assert.deepEqual(impossible(history, standing({ s: [['b', 2]], t: [['a', 1]] }), perStream), [])
  })
})

interface Step {
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly ids: readonly string[]
  readonly before: number
  readonly after: number
  readonly fate: 'answered' | 'answer_lost' | 'request_lost' | 'refused'
}

// Some share ids. None consists of the events of several others, so the final streams show which were stored.
const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.constantFrom('s', 't'),
  expectedRevision: fc.oneof(
    fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const),
    fc.integer({ min: 0, max: 8 }),
  ),
  ids: fc.constantFrom('a', 'b', 'c', 'ax', 'ay', 'xa', 'def', 'deg', 'fed').map((letters) => [...letters]),
  before: fc.integer({ min: 0, max: 4 }),
  after: fc.integer({ min: 0, max: 4 }),
  fate: fc.constantFrom('answered', 'answered', 'answered', 'answer_lost', 'request_lost', 'refused'),
})

/**
 * Returns the outcomes of appends that are decided one after the other, each at a moment between its start and its end.
 */
const decided = (steps: readonly Step[]): [readonly MadeAppend[], ReadonlyMap<string, readonly StoredEvent[]>] => {
  const streams = new Map<string, StoredEvent[]>()
  let position = 0
  const history = steps.map(({ stream, expectedRevision, ids, before, after, fate }, moment): MadeAppend => {
    const asked = { start: moment - before, end: moment + after, stream, expectedRevision, ids }
    if (fate === 'refused') return { ...asked, outcome: lost('none') }
    if (fate === 'request_lost') return { ...asked, outcome: lost('unknown') }
    const standingThere = streams.get(stream) ?? []
    const decision = decideAppend(
      { stream, expectedRevision, events: ids.map((id) => ({ id, type: 'T', data: 'null', metadata: '{}' })) },
      {
        head: standingThere.length === 0 ? 'no_stream' : standingThere.length - 1,
        eventsFrom: (from, most) => standingThere.slice(from, from + most),
        find: (id) => {
          for (const [name, events] of streams) {
            const revision = events.findIndex((each) => each.id === id)
            if (revision !== -1) return { stream: name, revision }
          }
          return undefined
        },
      },
    )
    if (decision.kind !== 'store') return { ...asked, outcome: fate === 'answered' ? decision : lost('unknown') }
    streams.set(stream, [...standingThere, ...ids.map((id) => ({ id, position: (position += 1) }))])
    const outcome = stored(decision.first + ids.length - 1, position)
    return { ...asked, outcome: fate === 'answered' ? outcome : lost('unknown') }
  })
  return [history, streams]
}

test('A history that is decided one append after the other is possible, however calls overlap and whichever outcomes are lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [history, streams] = decided(steps)
      assert.deepEqual(impossible(history, streams, forever), [])
    }),
    { numRuns: 500 },
  )
})
