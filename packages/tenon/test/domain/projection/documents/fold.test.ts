import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { documentProjection, type DocumentParts, type DocumentProjection } from 'tenon'
import { grouped, nextDocument } from '../../../../src/domain/projection/documents/fold.ts'
import { entered } from '../../../service/projection/documents/given.ts'
import { LedgerEvents } from '../../../service/projection/laws/ledger.ts'
import { gives } from '../../../service/semantics/stores.ts'

interface Lists extends DocumentParts {
  readonly events: typeof LedgerEvents
  readonly document: readonly unknown[]
}

const lists = (stated: Partial<DocumentProjection<Lists>> = {}): DocumentProjection<Lists> =>
  documentProjection<Lists>({
    name: 'lists',
    version: 1,
    events: LedgerEvents,
    filter: { streams: 'all', types: ['Entered'] },
    unreadable: 'stop',
    unknownType: 'stop',
    key: ({ data }) => data.account,
    initial: [],
    evolve: (list, { data }) => [...list, data.n],
    ...stated,
  })

const EVENTS = [entered(3, 'a'), entered(5, 'b'), entered(7, 'a')]
const fits = (): null => null
const fails = (): never => {
  throw new RangeError('no such account')
}

describe('Events are grouped', () => {
  test('by the key of their document, in order, and those without a document are left out', () => {
    const { groups } = gives(
      grouped(lists({ key: ({ data }) => (data.n === 5 ? null : data.account) }), EVENTS, fits),
      'grouped',
    )
    assert.deepEqual([...groups], [['a', [EVENTS[0], EVENTS[2]]]])
  })

  const keys: readonly (readonly [string, () => never, RegExp])[] = [
    ['throws', () => fails(), /key threw: no such account/],
    ['returns nothing', () => undefined as never, /key returned nothing, not a string or null/],
    ['returns a number', () => 7 as never, /key returned a value of type number, not a string or null/],
    ['returns a promise', () => Promise.reject(new Error('late')) as never, /key returned a promise/],
  ]
  for (const [what, key, says] of keys) {
    test(`not if key ${what}, which is a defect that names the event`, () => {
      const defect = gives(grouped(lists({ key }), EVENTS, fits), 'defect')
      assert.equal(defect.position, 3)
      assert.match(defect.says, /^The projection lists failed at the event Entered, revision 2 of ledger-1: /)
      assert.match(defect.says, says)
    })
  }

  test('not if a key does not fit, which is a defect that shows its beginning', () => {
    const defect = gives(
      grouped(lists({ key: () => 'k'.repeat(300) }), EVENTS, () => 'must be shorter'),
      'defect',
    )
    assert.match(defect.says, /: key returned "k{60}"…, and it must be shorter\.$/)
  })
})

describe('A document', () => {
  test('begins as initial, and takes its events in order', () => {
    assert.deepEqual(nextDocument(lists(), null, EVENTS), { kind: 'changed', at: 7, document: [3, 5, 7] })
  })

  test('passes over the events up to its position', () => {
    const before = { at: 5, document: ['kept'] }
    assert.deepEqual(nextDocument(lists(), before, EVENTS), { kind: 'changed', at: 7, document: ['kept', 7] })
    assert.deepEqual(nextDocument(lists(), { ...before, at: 7 }, EVENTS), { kind: 'unchanged' })
  })

  test('that evolve changes in place does not change initial', () => {
    const initial: unknown[] = []
    const pushes = lists({
      initial,
      evolve: (list, { data }) => {
        Array.prototype.push.call(list, data.n)
        return list
      },
    })
    assert.deepEqual(gives(nextDocument(pushes, null, EVENTS), 'changed').document, [3, 5, 7])
    assert.deepEqual(initial, [])
  })

  const evolves: readonly (readonly [string, Partial<DocumentProjection<Lists>>, RegExp])[] = [
    ['evolve throws', { evolve: () => fails() }, /revision 2 of ledger-1: evolve threw: no such account/],
    [
      'evolve returns nothing',
      { evolve: () => undefined as never },
      /evolve returned no JSON: the document is undefined/,
    ],
    [
      'evolve returns what is no JSON',
      { evolve: (list, { data }) => [...list, data.n === 5 ? new Date(0) : 1] },
      /revision 4 of ledger-1: evolve returned no JSON: the document\.1 is an instance of Date/,
    ],
    [
      'evolve returns a promise',
      { evolve: () => Promise.reject(new Error('late')) as never },
      /evolve returned a promise. It must return at once/,
    ],
  ]
  for (const [what, stated, says] of evolves) {
    test(`is a defect that names the event if ${what}`, () => {
      assert.match(gives(nextDocument(lists(stated), null, EVENTS), 'defect').says, says)
    })
  }

  test('is a defect if initial is no JSON, where the projection was not declared', () => {
    const undeclared = { ...lists(), initial: [1n] }
    const { says } = gives(nextDocument(undeclared, null, EVENTS), 'defect')
    assert.match(says, /initial is no JSON: initial\.0 is a bigint/)
  })
})
