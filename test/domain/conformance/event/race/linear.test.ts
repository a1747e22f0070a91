import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import type { Answered, Promised, Standing } from '../../../../../src/domain/conformance/event/race/history.ts'
import { impossible } from '../../../../../src/domain/conformance/event/race/linear.ts'
import { decideAppend, type ExpectedRevision } from '../../../../../src/domain/event/append.ts'

const forever: Promised = { order: 'global', dedupe: 'forever' }
const expected: Promised = { order: 'global', dedupe: 'expected' }
const perStream: Promised = { order: 'stream', dedupe: 'forever' }

/** An append to a stream from one moment to another; each letter is an id. */
const made = (
  [start, end]: readonly [number, number],
  stream: string,
  expectedRevision: ExpectedRevision,
  ids: string,
  outcome: Answered['outcome'],
): Answered => ({ start, end, stream, expectedRevision, ids: [...ids], outcome })

const stored = (revision: number, position: number, repeated = false): Answered['outcome'] => ({
  kind: 'appended',
  revision,
  position,
  repeated,
})
const conflict = (actual: number | 'no_stream'): Answered['outcome'] => ({ kind: 'conflict', actual })
const reused = (id: string): Answered['outcome'] => ({ kind: 'id_reused', id })
const lost = (effect: 'none' | 'unknown'): Answered['outcome'] => ({ kind: 'failed', failure: 'timeout', effect })

/** Streams as they are in the end: each letter is an id, and its position stands with it. */
const standing = (streams: {
  readonly [name: string]: readonly (readonly [id: string, position: number])[]
}): ReadonlyMap<string, readonly Standing[]> =>
  new Map(Object.entries(streams).map(([name, events]) => [name, events.map(([id, position]) => ({ id, position }))]))

test('An honest history with every kind of answer is possible', () => {
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
      'when what was appended is absent',
      forever,
      [made([0, 1], 's', 'any', 'a', stored(0, 1))],
      { s: [] },
      /returning appended 0 1 false, is not stored there/,
    ],
    [
      'when what was appended stands elsewhere',
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
      'when what was repeated is absent',
      forever,
      [made([0, 1], 's', 'no_stream', 'a', stored(0, 1, true))],
      {},
      /returning appended 0 1 true, is not stored there/,
    ],
    [
      'when an append was repeated that is recognised nowhere',
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
      'when an event stands twice',
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
      'when an event stands that nobody appended',
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
      'when what failed with effect none is there',
      forever,
      [made([0, 1], 's', 'any', 'a', lost('none'))],
      { s: [['a', 1]] },
      /event a is at revision 0 of s, although .* cannot have put it there/,
    ],
    [
      'when what was in conflict is there',
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
      'when a batch of an unknown outcome is torn',
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
      'when something stands between the events of a batch',
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
      'when an append of an unknown outcome stands against its expectation',
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
      'when a conflict tells of a revision that was over before it began',
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
      'when a conflict tells of a revision that came after it had ended',
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
      'when a conflict tells of what an append of an unknown outcome wrote that was made later',
      forever,
      [made([0, 1], 's', 5, 'c', conflict(0)), made([2, 3], 's', 'any', 'a', lost('unknown'))],
      { s: [['a', 1]] },
      /\(c\).* had ended 1.000 ms before .*\(a\).* began/,
    ],
    [
      'when two conflicts tell of revisions in the wrong order',
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
      'when a conflict tells of a revision inside a batch',
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
      'when a conflict tells of a revision that never was',
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
      'when what stands at its place already is in conflict',
      forever,
      [made([0, 9], 's', 'no_stream', 'a', stored(0, 1)), made([0, 9], 's', 'no_stream', 'a', conflict(0))],
      { s: [['a', 1]] },
      /is due .*"repeated":true/,
    ],
    [
      'when an append stands behind one that began after it had ended',
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
      'when the log has another order than time',
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
      'when an id is said to be used that was not there',
      forever,
      [made([0, 1], 's', 'any', 'a', reused('a')), made([2, 3], 't', 'any', 'a', stored(0, 1))],
      { t: [['a', 1]] },
      /returning id_reused a, names an id that was not there/,
    ],
    [
      'when an id is said to be used where ids are not recognised',
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

  test('in the order of its log only where one order for all streams is promised', () => {
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

// Some share ids; none is what others make together, so that it can be told from the end which were stored.
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
 * What is answered to appends that are decided one after the other, each at some moment between its start and its end.
 */
const decided = (steps: readonly Step[]): [readonly Answered[], ReadonlyMap<string, readonly Standing[]>] => {
  const streams = new Map<string, Standing[]>()
  let position = 0
  const history = steps.map(({ stream, expectedRevision, ids, before, after, fate }, moment): Answered => {
    const asked = { start: moment - before, end: moment + after, stream, expectedRevision, ids }
    if (fate === 'refused') return { ...asked, outcome: lost('none') }
    if (fate === 'request_lost') return { ...asked, outcome: lost('unknown') }
    const standingThere = streams.get(stream) ?? []
    const decision = decideAppend(
      { stream, expectedRevision, events: ids.map((id) => ({ id, type: 'T', data: 'null', metadata: '{}' })) },
      {
        head: standingThere.length === 0 ? 'no_stream' : standingThere.length - 1,
        standing: (from, most) => standingThere.slice(from, from + most),
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

test('Whatever is decided one after the other is possible, however the calls overlap and whatever answers are lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [history, streams] = decided(steps)
      assert.deepEqual(impossible(history, streams, forever), [])
    }),
    { numRuns: 500 },
  )
})
