import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decider } from 'tenon'
import { order } from './order.ts'

suite('decider', () => {
  test('is frozen, with its initial state as deep as plain objects and lists go', () => {
    assert.ok(Object.isFrozen(order))
    assert.ok(Object.isFrozen(order.initialState))
    assert.ok(Object.isFrozen(order.initialState.lines))
  })

  test('freezes what is in a state whose outside is frozen already, so that no stream changes that of another', () => {
    const { initialState } = decider({ ...order, initialState: Object.freeze({ lines: [], paid: false, notes: 0 }) })
    assert.ok(Object.isFrozen(initialState.lines))
  })

  test('leaves a state of another kind as it is', () => {
    const initialState = { seen: new Map([['a', [1]]]), lines: [] }
    const made = decider({ ...order, initialState: initialState as never, evolve: (state) => state })
    assert.equal(made.initialState, initialState)
    assert.equal(Object.isFrozen(initialState.seen.get('a')), false)
  })

  test('does not follow a state that contains itself for ever', () => {
    const initialState: { self: unknown } = { self: null }
    initialState.self = initialState
    assert.doesNotThrow(() => decider({ ...order, initialState: initialState as never }))
  })

  test('lists every mistake at once', () => {
    assert.throws(() => decider({ name: '', version: 0, events: {}, decide: 1 } as never), {
      name: 'TypeError',
      message:
        'The decider cannot be declared: ' +
        'its name must be a name of 1 to 255 code points without control characters or lone surrogates, not ""; ' +
        'its version must be a whole number from 1; its events must be declared by eventTypes; ' +
        'its initialState is missing; its decide must be a function; its evolve must be a function.',
    })
    assert.throws(() => decider({ ...order, version: 1.5 }), /its version must be a whole number from 1\.$/)
  })
})
