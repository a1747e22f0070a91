import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventTypes } from 'tenon'
import { z } from 'zod'
import { recorded } from './recorded.ts'

const data = z.object({ lines: z.number() })
const to = (old: object): object => old

/** Declares types as a program without a compiler could. Returns the lines of the error. */
const refusal = (types: unknown): readonly string[] => {
  try {
    Reflect.apply(eventTypes, undefined, [types])
  } catch (thrown) {
    assert.ok(thrown instanceof TypeError)
    const [first, ...mistakes] = thrown.message.split('\n')
    assert.equal(first, 'These types of events cannot be declared:')
    return mistakes
  }
  throw new Error('It was declared.')
}

describe('A declaration of types', () => {
  test('lists all of its mistakes in one error', () => {
    assert.deepEqual(
      refusal({
        'a\nb': { version: 1, data, from: {} },
        Zero: { version: 0, data, from: {} },
        Bare: { version: 1, data: { lines: 'number' }, from: {} },
        Absent: null,
        Empty: {},
        Gaps: { version: 9, data, from: { 3: { data, to }, 8: { data, to } } },
        Circle: { version: 2, data, from: { 1: { data, to }, 2: { data, to }, 3: { data, to } } },
        Steps: { version: 3, data, from: { 1: { data: 7, to: 'x' }, 2: null, '02': { data, to }, next: { data, to } } },
      }),
      [
        '- a\\u000ab is not a name of 1 to 255 code points without control characters',
        '- Zero.version must be a whole number from 1, not 0',
        '- Bare.data must be a Standard Schema, not an object',
        '- Absent must be an object with version, data and from, not null',
        '- Empty.version is missing: it must be a whole number from 1',
        '- Empty.data is missing: it must be a Standard Schema',
        '- Empty.from is missing: it must be an object with a step from each older version, and {} if there is none',
        '- Gaps.from lacks the steps from versions 1 to 2',
        '- Gaps.from lacks the steps from versions 4 to 7',
        '- Circle.from[2] goes in a circle: a step begins at an older version, and the newest is 2',
        '- Circle.from[3] goes in a circle: a step begins at an older version, and the newest is 2',
        '- Steps.from[1].data must be a Standard Schema, not 7',
        '- Steps.from[1].to must be a function, not "x"',
        '- Steps.from[2] must be an object with data and to, not null',
        '- Steps.from has the key 02, which must be the number of an older version, a whole number from 1',
        '- Steps.from has the key next, which must be the number of an older version, a whole number from 1',
      ],
    )
  })

  test('names each version that a number must not be', () => {
    for (const version of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '1', null])
      assert.match(refusal({ Opened: { version, data, from: {} } }).join(), /^- Opened\.version must be a whole number/)
  })

  test('with a huge version is refused at once', () => {
    assert.deepEqual(refusal({ Opened: { version: Number.MAX_SAFE_INTEGER, data, from: {} } }), [
      `- Opened.from lacks the steps from versions 1 to ${Number.MAX_SAFE_INTEGER - 1}`,
    ])
  })

  test('has at least one type, in a plain object', () => {
    const types = { Opened: { version: 1, data, from: {} } }
    // As a literal, `__proto__` sets the prototype, and declares nothing.
    for (const none of [{}, null, undefined, [], 'x', new Map(), Object.create(types), { __proto__: types.Opened }])
      assert.deepEqual(refusal(none), ['- There must be a plain object with at least one type'])
  })

  test('may have a type of any name, also of one that every object has', () => {
    const declared = { version: 1, data, from: {} }
    const types = eventTypes({ ['__proto__']: declared, constructor: declared, toString: declared, '😀': declared })
    assert.deepEqual(types.names, ['__proto__', 'constructor', 'toString', '😀'])
    for (const name of types.names) {
      assert.equal(types.write(name, { lines: 1 }).kind, 'written', name)
      assert.equal(types.read(recorded(name, { lines: 1 }, {})).kind, 'event', name)
      assert.ok(Object.hasOwn(types.declared, name))
    }
  })

  test('is copied and frozen: a change of what was passed changes nothing', () => {
    const step = { data: z.object({ count: z.number() }), to: (old: { count: number }) => ({ lines: old.count }) }
    const from: { [version: number]: typeof step } = { 1: step }
    const placed = { version: 2, data, from }
    const passed = { Placed: placed }
    const types = eventTypes(passed)
    step.to = () => ({ lines: 666 })
    placed.version = 1
    delete from[1]
    Reflect.deleteProperty(passed, 'Placed')
    const read = types.read(recorded('Placed', { count: 3 }, {}))
    assert.deepEqual(read.kind === 'event' && read.event.data, { lines: 3 })
    const { declared } = types
    for (const part of [types, types.names, declared, declared.Placed, declared.Placed.from, declared.Placed.from[1]])
      assert.ok(Object.isFrozen(part))
    // The schema is the caller's own.
    assert.equal(declared.Placed.data, data)
    assert.ok(!Object.isFrozen(step))
  })
})
