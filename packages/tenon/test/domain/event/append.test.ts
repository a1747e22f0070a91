import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { after, decideAppend, type Knowledge, meets } from '../../../src/domain/event/append.ts'
import type { ExpectedRevision, WrittenAppend } from '../../../src/domain/event/append.ts'

/** The knowledge of a store that has these ids in stream `s` and these in stream `t`. */
const knowing = (s: string, t = '', finds = true): Knowledge => ({
  head: s.length === 0 ? 'no_stream' : s.length - 1,
  eventsFrom: (from, most) => [...s].map((id, i) => ({ id, position: 10 * (i + 1) })).slice(from, from + most),
  find: (id) => {
    if (!finds) return undefined
    if (s.includes(id)) return { stream: 's', revision: s.indexOf(id) }
    return t.includes(id) ? { stream: 't', revision: t.indexOf(id) } : undefined
  },
})

const append = (expectedRevision: ExpectedRevision, ids: string): WrittenAppend => ({
  stream: 's',
  expectedRevision,
  events: [...ids].map((id) => ({ id, type: 'T', data: 'null', metadata: '{}' })),
})

const repeated = (revision: number) => ({
  kind: 'appended',
  revision,
  position: 10 * (revision + 1),
  repeated: true,
})

suite('an append is decided', () => {
  for (const [title, intent, known, decision] of [
    ['stores at 0 in an absent stream', append('no_stream', 'ab'), knowing(''), { kind: 'store', first: 0 }],
    ['stores behind the head', append('any', 'x'), knowing('abc'), { kind: 'store', first: 3 }],
    ['stores at the exact revision', append(2, 'x'), knowing('abc'), { kind: 'store', first: 3 }],
    ['stores where the stream is there', append('stream_exists', 'x'), knowing('a'), { kind: 'store', first: 1 }],
    ['repeats a whole stream', append('no_stream', 'abc'), knowing('abc'), repeated(2)],
    ['repeats whatever follows', append('no_stream', 'ab'), knowing('abc'), repeated(1)],
    ['repeats behind a revision', append(0, 'bc'), knowing('abcd'), repeated(2)],
    ['repeats under expected too', append(0, 'bc'), knowing('abcd', '', false), repeated(2)],
    ['repeats for any', append('any', 'bc'), knowing('abcd'), repeated(2)],
    ['repeats for stream_exists', append('stream_exists', 'd'), knowing('abcd'), repeated(3)],
    ['stores any again under expected', append('any', 'bc'), knowing('abcd', '', false), { kind: 'store', first: 4 }],
    [
      'conflicts when some ids stand at the place',
      append('no_stream', 'ax'),
      knowing('ab'),
      { kind: 'conflict', actual: 1 },
    ],
    [
      'conflicts when more ids come than stand',
      append('no_stream', 'abc'),
      knowing('ab'),
      { kind: 'conflict', actual: 1 },
    ],
    ['conflicts when the order is another', append('no_stream', 'ba'), knowing('ab'), { kind: 'conflict', actual: 1 }],
    ['conflicts below the head', append(0, 'x'), knowing('ab'), { kind: 'conflict', actual: 1 }],
    ['conflicts above the head', append(2, 'x'), knowing('ab'), { kind: 'conflict', actual: 1 }],
    [
      'conflicts on an absent stream',
      append('stream_exists', 'x'),
      knowing(''),
      { kind: 'conflict', actual: 'no_stream' },
    ],
    ['conflicts on an absent stream at 0', append(0, 'x'), knowing(''), { kind: 'conflict', actual: 'no_stream' }],
    [
      'conflicts before it sees a used id',
      append('stream_exists', 'y'),
      knowing('', 'y'),
      { kind: 'conflict', actual: 'no_stream' },
    ],
    [
      'names the first used id in the order of the intent',
      append('any', 'xca'),
      knowing('abc'),
      { kind: 'id_reused', id: 'c' },
    ],
    ['sees a gap', append('any', 'ac'), knowing('abc'), { kind: 'id_reused', id: 'a' }],
    ['sees an order that is another', append('any', 'ba'), knowing('ab'), { kind: 'id_reused', id: 'b' }],
    ['sees more ids than stand', append('any', 'bx'), knowing('ab'), { kind: 'id_reused', id: 'b' }],
    ['sees an id in another stream', append('any', 'y'), knowing('ab', 'y'), { kind: 'id_reused', id: 'y' }],
    [
      'sees an id in another stream at its own place',
      append(1, 'y'),
      knowing('ab', 'xxy'),
      { kind: 'id_reused', id: 'y' },
    ],
  ] as const) {
    test(title, () => {
      assert.deepEqual(decideAppend(intent, known), decision)
    })
  }

  test('the revision after the head of a stream that does not exist is 0', () => {
    assert.deepEqual([after('no_stream'), after(0), after(41)], [0, 1, 42])
  })

  test('a stream that does not exist matches only any and no_stream', () => {
    assert.deepEqual(
      (['any', 'no_stream', 'stream_exists', 0] as const).map((expected) => meets(expected, 'no_stream')),
      [true, true, false, false],
    )
    assert.deepEqual(
      (['any', 'no_stream', 'stream_exists', 0, 1, 2] as const).map((expected) => meets(expected, 1)),
      [true, false, true, false, true, false],
    )
  })
})
