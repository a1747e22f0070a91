import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { documentProjection, eventTypes, projection, type Projection } from 'tenon'
import { z } from 'zod'

const Moves = eventTypes({ Moved: { version: 1, data: z.object({ cents: z.number() }), from: {} } })

const good: Projection<typeof Moves> = {
  name: 'ledger',
  version: 1,
  events: Moves,
  filter: { streams: 'all', types: ['Moved'] },
  unreadable: 'stop',
  unknownType: 'pass',
}

/** Declares a projection as a program without types may. Returns the message of the error. */
const mistakes = (declare: (parts: never) => unknown, parts: unknown): string => {
  try {
    declare(parts as never)
  } catch (error) {
    assert.ok(error instanceof TypeError)
    return error.message
  }
  return assert.fail('it was declared')
}

describe('A projection', () => {
  test('is frozen, and its filter is a copy that is frozen', () => {
    const types = ['Moved']
    const declared = projection({ ...good, filter: { streams: { prefix: 'a' }, types } })
    types.push('Other')
    assert.deepEqual(declared.filter, { streams: { prefix: 'a' }, types: ['Moved'] })
    for (const part of [declared, declared.filter, declared.filter.types, declared.filter.streams])
      assert.ok(Object.isFrozen(part))
  })

  test('may have a filter with one declared type among others', () => {
    projection({ ...good, filter: { streams: 'all', types: ['Other', 'Moved'] } })
  })

  test('may have a name of 100 code points, and not of 101', () => {
    projection({ ...good, name: '𐀀'.repeat(100) })
    assert.match(
      mistakes(projection, { ...good, name: 'x'.repeat(101) }),
      /name must have at most 100 code points, not 101/,
    )
  })

  test('is refused with all its mistakes in one message', () => {
    const message = mistakes(projection, {
      name: 'a\u0000b',
      version: 0.5,
      events: {},
      filter: { streams: 'all', types: [] },
      unreadable: 'skip',
      kind: 'x',
    })
    for (const part of [
      /name must be a name of 1 to 255 code points/,
      /version must be a whole number from 1, not 0\.5/,
      /events must be types of events, as eventTypes\(\) returns them/,
      /filter\.types must be a list of one type or more/,
      /unreadable must be 'stop' or 'pass', not "skip"/,
      /unknownType is missing: it must be 'stop' or 'pass'/,
      /kind is not a field of a projection/,
    ])
      assert.match(message, part)
  })

  test('is refused if its filter can match no declared type', () => {
    assert.match(
      mistakes(projection, { ...good, filter: { streams: 'all', types: ['Moves', 'Other'] } }),
      /The projection ledger cannot be declared: filter\.types can match no declared type: it has only Moves, Other\. Declared are Moved\./,
    )
  })

  test('is refused if it is no object', () => {
    for (const parts of [undefined, null, 'ledger']) assert.match(mistakes(projection, parts), /takes one object/)
  })

  test('is refused if its filter is unlike that of read_all', () => {
    for (const [filter, says] of [
      [undefined, /filter is missing: it must be an object with streams, types/],
      [{ streams: 'all', types: 'all', after: 1 }, /filter has an unknown field "after"/],
      [{ streams: 'some', types: 'all' }, /filter\.streams must be 'all' or \{ prefix \}/],
      [{ streams: { prefix: 5 }, types: 'all' }, /filter\.streams/],
    ] as const)
      assert.match(mistakes(projection, { ...good, filter }), says)
  })
})

describe('A projection into documents', () => {
  const documents = { ...good, key: () => 'a', initial: 0, evolve: (n: number) => n + 1 }

  test('is refused without its functions, and if its initial document is no JSON', () => {
    documentProjection(documents)
    const message = mistakes(documentProjection, { ...documents, key: 'a', evolve: undefined, initial: new Date() })
    assert.match(message, /key must be a function, not "a"/)
    assert.match(message, /evolve is missing: it must be a function/)
    assert.match(message, /initial must be JSON/)
    assert.match(mistakes(documentProjection, { ...documents, initial: undefined }), /initial is missing/)
  })
})
