import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { eventTypes } from 'tenon'
import { z } from 'zod'
import { anything } from '../given/mostly-valid.ts'
import { recorded } from './recorded.ts'

/** Returns a schema of no library, which calls a function to validate. */
const schema = (validate: (value: unknown) => never) => ({
  '~standard': { version: 1, vendor: 'none', validate } as const,
})

/** Returns what write and read say about data of a type with this schema, after the words about the event. */
const said = (validate: (value: unknown) => unknown): readonly string[] => {
  const { write, read } = eventTypes({ Opened: { version: 1, data: schema(validate as () => never), from: {} } })
  const [unfit, unreadable] = [write('Opened', {} as never), read(recorded('Opened', {}, {}))]
  assert.ok(unfit.kind === 'unfit' && unreadable.kind === 'unreadable')
  assert.equal(unreadable.why, 'unfit')
  return [
    unfit.says.replace('The data of Opened ', ''),
    unreadable.says.replace('The event Opened at revision 3 of order-7 cannot be read: version 1 of its data ', ''),
  ]
}

const throwing = (thrown: unknown) => (): never => {
  throw thrown
}

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Values that cannot be turned into text. */
const unspeakable: readonly unknown[] = [
  Object.create(null),
  { toString: throwing(new Error('no')) },
  revoked(),
  Object.defineProperty(new Error('x'), 'message', { get: throwing(new Error('no')) }),
]

describe('A schema', () => {
  test('that throws fits nothing, and what it threw is said', () => {
    const says = 'cannot be checked: its schema threw: no such table.'
    assert.deepEqual(said(throwing(new Error('no such table'))), [says, says])
    for (const [thrown, text] of [
      [undefined, 'undefined'],
      [Symbol('s'), 'Symbol(s)'],
      ['\u202ehidden', '\\u202ehidden'],
    ] as const) {
      const spoken = `cannot be checked: its schema threw: ${text}.`
      assert.deepEqual(said(throwing(thrown)), [spoken, spoken])
    }
  })

  test('may throw what cannot be turned into text', () => {
    for (const thrown of unspeakable)
      assert.match(said(throwing(thrown)).join('\n'), /^cannot be checked: its schema threw: [^\n]+\n[^\n]+$/)
  })

  test('that answers later fits nothing, and its rejection is not left unhandled', async () => {
    const says =
      'cannot be checked: its schema returned a promise, but must answer at once. Some libraries return one if a transform throws.'
    assert.deepEqual(
      said(() => Promise.reject(new Error('later'))),
      [says, says],
    )
    assert.deepEqual(
      said(() => Promise.resolve({ value: 1 })),
      [says, says],
    )
    // A promise of another realm is no instance of this realm's Promise.
    assert.deepEqual(
      said(() => runInNewContext("Promise.reject(new Error('later'))")),
      [says, says],
    )
    const later = eventTypes({
      Opened: { version: 1, data: z.string().refine(() => Promise.resolve(true)), from: {} },
    })
    assert.deepEqual(later.write('Opened', 'x'), { kind: 'unfit', says: `The data of Opened ${says}` })
    assert.equal(later.read(recorded('Opened', 'x', {})).kind, 'unreadable')
    // The test fails if a rejection is unhandled by then.
    await turn()
  })

  test('that returns nonsense fits nothing', () => {
    const says = 'cannot be checked: its schema returned no result of a Standard Schema.'
    const odd = [undefined, null, 7, 'x', {}, { issues: 7 }, { issues: [null] }, { issues: [{ message: 7 }] }]
    for (const result of [
      ...odd,
      {
        get value() {
          return throwing(new Error('no'))()
        },
      },
    ])
      assert.deepEqual(
        said(() => result),
        [says, says],
      )
  })
})

/** Returns why an event cannot be read whose step does this. */
const stepSays = (to: () => unknown): string => {
  const { read } = eventTypes({ Opened: { version: 2, data: z.unknown(), from: { 1: { data: z.unknown(), to } } } })
  const outcome = read(recorded('Opened', {}, {}))
  assert.ok(outcome.kind === 'unreadable')
  return outcome.says.replace('The event Opened at revision 3 of order-7 cannot be read: ', '')
}

describe('A step', () => {
  test('that throws makes the event unreadable', () => {
    assert.equal(stepSays(throwing(new Error('boom'))), 'the step from version 1 threw: boom.')
    for (const thrown of unspeakable) assert.match(stepSays(throwing(thrown)), /^the step from version 1 threw: .+\.$/)
  })

  test('that answers later makes the event unreadable, and its rejection is not left unhandled', async () => {
    const says = 'the step from version 1 returned a promise, but must answer at once.'
    assert.equal(
      stepSays(() => Promise.reject(new Error('later'))),
      says,
    )
    await turn()
  })
})

describe('Data', () => {
  const { write, read } = eventTypes({ Opened: { version: 1, data: z.object({ lines: z.number() }), from: {} } })

  test('with a getter or a proxy that throws is refused', () => {
    const getter = {
      get lines() {
        return throwing(new Error('no'))()
      },
    }
    const proxy = new Proxy({ lines: 1 }, { ownKeys: throwing(new Error('no')) })
    for (const data of [getter, proxy])
      assert.deepEqual(write('Opened', data), {
        kind: 'unfit',
        says: 'The data of Opened is not JSON: cannot be read as JSON: reading it threw.',
      })
  })

  test('that changes while it is read is written as it was checked', () => {
    let lines = 0
    const written = write('Opened', {
      get lines() {
        return (lines += 1)
      },
    })
    assert.deepEqual(written.kind === 'written' && written.data, { lines: 1 })
  })

  test('of any kind, with any metadata, is written and read without a throw', () => {
    const Types = eventTypes({
      Opened: {
        version: 3,
        data: z.object({ lines: z.number() }),
        from: {
          1: { data: z.unknown(), to: (old) => JSON.parse(String(old)) },
          2: { data: z.looseObject({}), to: (old) => old },
        },
      },
      ['__proto__']: { version: 1, data: z.unknown(), from: {} },
    })
    const counts = { event: 0, unreadable: 0, written: 0, unfit: 0 }
    const types = fc.oneof(fc.constantFrom('Opened', '__proto__', 'toString'), anything)
    const stated = fc.record({ schema: fc.oneof(fc.constantFrom(1, 2, 3, 4, -1, 0.5, '1'), anything) })
    const data = fc.oneof(fc.constantFrom('{"lines":1}'), fc.record({ lines: fc.integer() }), anything)
    fc.assert(
      fc.property(types, data, fc.oneof(stated, fc.constant({}), anything), (name, value, metadata) => {
        const outcome: object = Reflect.apply(Types.read, undefined, [
          { ...recorded('', null, {}), type: name, data: value, metadata },
        ])
        counts[Reflect.get(outcome, 'kind') as keyof typeof counts] += 1
        const written: object = Reflect.apply(Types.write, undefined, [name, value])
        counts[Reflect.get(written, 'kind') as keyof typeof counts] += 1
      }),
      { numRuns: 2_000 },
    )
    for (const [kind, times] of Object.entries(counts)) assert.ok(times > 100, `${kind} ${times} times`)
  })

  test('of an event that cannot be read at all is unreadable', () => {
    for (const event of [undefined, null, 7, new Proxy({}, { get: throwing(new Error('no')) })]) {
      const outcome = Reflect.apply(read, undefined, [event]) as object
      assert.equal(Reflect.get(outcome, 'kind'), 'unreadable')
      assert.match(String(Reflect.get(outcome, 'says')), /^.* cannot be read: .+\.$/)
    }
  })
})
