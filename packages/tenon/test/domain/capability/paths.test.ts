import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import * as tenon from '../../../src/api/index.ts'
import type { Capability, OperationOfMany } from '../../../src/domain/capability/capability.ts'
import { capability } from '../../../src/domain/capability/declaration.ts'
import { describe as describeCapability } from '../../../src/domain/capability/describe.ts'
import type { Limit } from '../../../src/domain/capability/limit.ts'
import type { Schema } from '../../../src/domain/capability/schema.ts'
import { libraryFailures } from '../../../src/domain/vocabulary/failures.ts'
import { declared } from '../../service/binding/toy.ts'

const { operations } = declared

/** Returns the mistakes that `capability` lists for the pantry's declaration with this change. */
const mistakes = (change: Partial<Capability>): string[] => {
  try {
    capability<Capability>({ ...declared, ...change })
    return []
  } catch (thrown) {
    assert.ok(thrown instanceof TypeError)
    return thrown.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^- /, ''))
  }
}

/** Returns the mistakes of a pantry with one operation `send`, which takes this intent, and one limit of it. */
const ofLimit = (intent: Schema, limit: object, states: 'the_intent' | (() => unknown) = 'the_intent'): string[] =>
  mistakes({
    operations: { send: { ...operations.put, intent, states } },
    // The compiler knows the shape of a limit. Here a test states a part of one.
    limits: { most: { says: 'x', operation: 'send', ...limit } as unknown as Limit },
  })

const Letter = z.strictObject({
  to: z.string(),
  text: z.string(),
  weight: z.number(),
  copies: z.array(z.strictObject({ to: z.string(), note: z.union([z.string(), z.null()]) })),
  stamp: z.strictObject({ price: z.int(), paid: z.boolean() }),
})

/** A limit of bytes. */
const bytes = (path: string, ...of: string[]): object => ({ measure: 'json_bytes', path, of })

/** A schema that describes itself by hand. */
const standard = (input: object): Schema => ({
  '~standard': {
    version: 1,
    vendor: 'by_hand',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({ ...input }), output: () => ({ ...input }) },
  },
})

/** Returns the mistakes of a pantry whose `watch` has this change. */
const watching = (change: Partial<OperationOfMany>): string[] =>
  mistakes({ operations: { ...operations, watch: { ...operations.watch, ...change } } })

/** Returns the mistakes of a pantry whose only operation is a `put` with this change. */
const putting = (change: object): string[] =>
  mistakes({ operations: { put: { ...operations.put, ...change } }, limits: {} })

/** How an intent of another form is stated again. No test here calls it. */
const again = (): unknown => undefined

/** How a codec turns a text into a list and back. */
const CODEC = { decode: () => [], encode: () => ({ text: '' }) }

describe('A limit', () => {
  test('whose path finds nothing is refused, and the message lists the places there are', () => {
    const nothing = { measure: 'value', path: 'size' }
    assert.deepEqual(ofLimit(Letter, nothing), [
      'limits.most: send has no size; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'text.size' }), [
      'limits.most: send has no text.size; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'stamp.prize' }), [
      'limits.most: send has no stamp.prize; it has stamp.price, stamp.paid.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: 'copies[].to' }), [
      'limits.most: send has no copies[].to; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'constructor' }), [
      'limits.most: send has no constructor; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: '.' }), [
      'limits.most: send has no .; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(z.strictObject({}), nothing), ['limits.most: send has no size; it has no fields.'])
  })

  test('of items is refused if its path leads to something else than a list', () => {
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: 'copies' }), [])
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: 'text' }), [
      'limits.most: text of send is a string, but items counts a list.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: '' }), [
      'limits.most: send is an object, but items counts a list.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: 'text[]' }), [
      'limits.most: send has no text[]: text is a string.',
    ])
    assert.deepEqual(ofLimit(Letter, { measure: 'items', path: 'copies[]' }), [
      'limits.most: copies[] of send is an object, but items counts a list.',
    ])
  })

  test('of a value is refused if its path leads to something else than a number', () => {
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'weight' }), [])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'stamp.price' }), [])
    assert.deepEqual(ofLimit(Letter, { measure: 'value', path: 'stamp.paid' }), [
      'limits.most: stamp.paid of send is true or false, but value compares a number.',
    ])
    const late = z.strictObject({ delayMs: z.union([z.literal('never'), z.null()]) })
    assert.deepEqual(ofLimit(late, { measure: 'value', path: 'delayMs' }), [
      'limits.most: delayMs of send is a string or null, but value compares a number.',
    ])
    const never = z.strictObject({ delayMs: z.union([z.int(), z.literal('never'), z.null()]) })
    assert.deepEqual(ofLimit(never, { measure: 'value', path: 'delayMs' }), [])
  })

  test('of bytes is refused if its path is no object, or lacks a field, or the field is no text', () => {
    assert.deepEqual(ofLimit(Letter, bytes('', 'to', 'text')), [])
    assert.deepEqual(ofLimit(Letter, bytes('copies[]', 'to', 'note')), [])
    assert.deepEqual(ofLimit(Letter, bytes('text', 'size')), [
      'limits.most: text of send is a string, but json_bytes measures fields of an object.',
    ])
    assert.deepEqual(ofLimit(Letter, bytes('', 'to', 'txt')), [
      'limits.most: send has no txt; it has to, text, weight, copies, stamp.',
    ])
    assert.deepEqual(ofLimit(Letter, bytes('copies[]', 'text')), [
      'limits.most: send has no copies[].text; it has copies[].to, copies[].note.',
    ])
    assert.deepEqual(ofLimit(Letter, bytes('', 'weight')), [
      'limits.most: weight of send is a number, but json_bytes measures texts.',
    ])
    assert.deepEqual(ofLimit(Letter, bytes('')), ['limits.most: of lists no field, so nothing is measured.'])
  })

  test('is checked against the form that the schema gives the executor, because that is what is measured', () => {
    const list = { measure: 'items', path: 'to' }
    const split = z.strictObject({ to: z.string().transform((text) => text.split(',')) })
    assert.deepEqual(ofLimit(split, list, again), [])
    const whole = z.strictObject({ text: z.string() }).transform(({ text }) => ({ to: text.split(',') }))
    assert.deepEqual(ofLimit(whole, list, again), [])
    const weight = z.codec(z.string(), z.number(), { decode: Number, encode: String })
    const Parcel = z.strictObject({ weight, to: z.string(), note: z.json().transform((note) => JSON.stringify(note)) })
    assert.deepEqual(ofLimit(Parcel, { measure: 'value', path: 'weight' }, again), [])
    assert.deepEqual(ofLimit(Parcel, bytes('', 'to', 'note'), again), [])
    assert.deepEqual(ofLimit(Parcel, bytes('', 'weight'), again), [
      'limits.most: weight of send is a number, but json_bytes measures texts.',
    ])
  })

  test('finds its place through references, unions and intersections', () => {
    const Tree = z.strictObject({
      name: z.string(),
      get parts() {
        return z.array(Tree)
      },
    })
    assert.deepEqual(ofLimit(Tree, { measure: 'items', path: 'parts' }), [])
    const both = z.intersection(z.looseObject({ text: z.string() }), z.looseObject({ jars: z.array(z.string()) }))
    assert.deepEqual(ofLimit(both, { measure: 'items', path: 'jars' }), [])
    const either = z.union([
      z.strictObject({ by: z.literal('name'), name: z.string() }),
      z.strictObject({ by: z.literal('list'), names: z.array(z.string()) }),
    ])
    assert.deepEqual(ofLimit(either, { measure: 'items', path: 'names' }), [])
    assert.deepEqual(ofLimit(either, { measure: 'items', path: 'nams' }), [
      'limits.most: send has no nams; it has by, name, names.',
    ])
    const frozen = z.strictObject({ texts: z.array(z.string()).readonly() }).readonly()
    assert.deepEqual(ofLimit(frozen, { measure: 'items', path: 'texts' }), [])
  })

  test('finds its place in a schema whose name has a percent sign', () => {
    const parts = z.array(z.string()).meta({ id: '50% of the parts' })
    assert.deepEqual(ofLimit(z.strictObject({ parts, others: parts }), { measure: 'items', path: 'others' }), [])
  })

  test('whose path leads to a wrong item of a tuple, or to a key that a record cannot have, is refused', () => {
    const pair = z.strictObject({ pair: z.tuple([z.string(), z.number()]), rest: z.tuple([z.string()], z.number()) })
    for (const path of ['pair.1', 'rest.7']) assert.deepEqual(ofLimit(pair, { measure: 'value', path }), [])
    assert.deepEqual(ofLimit(pair, { measure: 'value', path: 'pair.0' }), [
      'limits.most: pair.0 of send is a string, but value compares a number.',
    ])
    assert.deepEqual(ofLimit(pair, { measure: 'value', path: 'pair.2' }), [
      'limits.most: send has no pair.2; it has pair, rest.',
    ])
    const counts = z.strictObject({ counts: z.record(z.enum(['plum', 'pear']), z.int()) })
    assert.deepEqual(ofLimit(counts, { measure: 'value', path: 'counts.pear' }), [])
    assert.deepEqual(ofLimit(counts, { measure: 'value', path: 'counts.fig' }), [
      'limits.most: send has no counts.fig; it has counts.',
    ])
  })

  test('is not refused where the schema leaves open what there is', () => {
    const measured = [
      { measure: 'value', path: 'a.b' },
      { measure: 'items', path: 'a.b[]' },
      { measure: 'json_bytes', path: '', of: ['a'] },
      { measure: 'json_bytes', path: 'a[]', of: ['b'] },
    ]
    const open = [
      z.unknown(),
      z.looseObject({}),
      z.looseObject({ text: z.string() }),
      z.record(z.string(), z.unknown()),
      z.strictObject({ text: z.string() }).catchall(z.unknown()),
    ]
    for (const intent of open) for (const limit of measured) assert.deepEqual(ofLimit(intent, limit), [])
    assert.deepEqual(ofLimit(z.strictObject({ a: z.unknown() }), { measure: 'value', path: 'a.b' }), [])
    assert.deepEqual(ofLimit(z.strictObject({ a: z.array(z.unknown()) }), { measure: 'items', path: 'a[]' }), [])
  })

  test('whose schema describes itself in another way is checked by what that says', () => {
    const limit = { measure: 'items', path: 'list' }
    const list = { type: 'array', items: { type: 'string' } }
    for (const input of [
      { type: 'object', properties: { list }, unevaluatedProperties: false },
      { $ref: '#/$defs/a~1b', $defs: { 'a/b': { properties: { list: { $ref: '#/$defs/l%20' } } }, 'l ': list } },
      { $ref: 'https://elsewhere.example/schema' },
      { type: ['object', 'null'], allOf: [{ if: {}, else: { properties: { list } } }] },
      { type: 'object', patternProperties: { '^l': list }, additionalProperties: false },
    ])
      assert.deepEqual(ofLimit(standard(input), limit), [], JSON.stringify(input))
    assert.deepEqual(ofLimit(standard({ type: 'object', properties: { lost: list } }), limit), [
      'limits.most: send has no list; it has lost.',
    ])
    const circle = { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#' }, { $ref: '#/$defs/a' }] } } }
    assert.deepEqual(ofLimit(standard(circle), limit), ['limits.most: send has no list; it has no fields.'])
  })
})

describe('An operation of many', () => {
  test('that resumes behind a place that no item has is refused', () => {
    assert.deepEqual(watching({ resume: { items: ['jar.numbr', 'upTo'], intent: 'behind' } }), [
      'operations.watch.resume: no item has jar.numbr; there are jar.number.',
    ])
    assert.deepEqual(watching({ resume: { items: ['number'], intent: 'behind' } }), [
      'operations.watch.resume: no item has number; there are kind, jar, upTo.',
    ])
    assert.deepEqual(watching({ resume: { items: [], intent: 'behind' } }), [
      "operations.watch.resume: items lists no path, so no call could resume. State 'anew' instead.",
    ])
  })

  test('that resumes by a field that the intent does not have is refused', () => {
    assert.deepEqual(watching({ resume: { items: ['upTo'], intent: 'after' } }), [
      'operations.watch.resume: watch has no after; it has behind.',
    ])
  })

  test('with a last kind that no item has is refused', () => {
    assert.deepEqual(watching({ last: ['quiet', 'lost'] }), [
      'operations.watch.last: no item is of the kind lost; there are jar, quiet.',
    ])
    assert.deepEqual(watching({ last: ['failed'] }), [
      'operations.watch.last: no item is of the kind failed; there are jar, quiet.',
    ])
    assert.deepEqual(watching({ last: ['quiet'], resume: 'anew' }), [])
  })

  test('is not refused where its items are open', () => {
    assert.deepEqual(
      watching({ result: z.looseObject({}), last: ['gone'], resume: { items: ['a.b'], intent: 'behind' } }),
      [],
    )
  })
})

describe('A schema that cannot be described is refused when the capability is declared', () => {
  test('with the place of its first part that cannot', () => {
    assert.deepEqual(putting({ intent: z.strictObject({ body: z.instanceof(Uint8Array) }) }), [
      'operations.put.intent.body: it cannot be described as JSON Schema: Custom types cannot be represented in JSON Schema.',
    ])
    assert.deepEqual(
      putting({ intent: z.strictObject({ jars: z.array(z.union([z.string(), z.strictObject({ at: z.date() })])) }) }),
      [
        'operations.put.intent.jars[].at: it cannot be described as JSON Schema: Date cannot be represented in JSON Schema.',
      ],
    )
    assert.deepEqual(putting({ result: z.strictObject({ kind: z.string().transform((text) => text.length) }) }), [
      'operations.put.result.kind: it cannot be described as JSON Schema: Transforms cannot be represented in JSON Schema.',
    ])
    assert.deepEqual(putting({ asks: [{ when: z.bigint(), guarantee: 'together', rung: 'shelf' }] }), [
      'operations.put.asks[0].when: it cannot be described as JSON Schema: BigInt cannot be represented in JSON Schema.',
    ])
  })

  test('as a whole if its library does not tell the place', () => {
    const intent: Schema = {
      '~standard': {
        version: 1,
        vendor: 'by_hand',
        validate: (value) => ({ value }),
        jsonSchema: {
          input: () => {
            throw new Error('No words for it.')
          },
          output: () => ({}),
        },
      },
    }
    assert.deepEqual(putting({ intent }), [
      'operations.put.intent: it cannot be described as JSON Schema: No words for it.',
    ])
  })

  test('also if it is a Standard Schema without JSON Schema, or no schema at all', () => {
    // The compiler refuses it too. A JavaScript user gets this error.
    const old = { '~standard': { version: 1, vendor: 'old', validate: (value: unknown) => ({ value }) } }
    for (const intent of [old, { shelf: 'text' }, undefined, null])
      assert.deepEqual(putting({ intent }), [
        'operations.put.intent: it cannot be described as JSON Schema: it has no ~standard.jsonSchema, which the schemas of zod have.',
      ])
  })
})

test('An intent with a field called kind is refused, because that is where each intent names its operation', () => {
  assert.deepEqual(putting({ intent: z.strictObject({ kind: z.string() }) }), [
    'operations.put.intent: a field is called kind, but the kind of each intent is the name of its operation; rename the field.',
  ])
})

test('An intent that is no object is refused, because no call could state its fields', () => {
  assert.deepEqual(putting({ intent: z.string() }), [
    'operations.put.intent: it is a string, but a call passes an object with fields.',
  ])
  const intent = z.codec(z.strictObject({ text: z.string() }), z.array(z.string()), CODEC)
  assert.deepEqual(putting({ intent, states: again }), [
    'operations.put.intent: it is a list, but a call passes an object with fields.',
  ])
})

test('A result of which a caller could not tell what it is is refused', () => {
  assert.deepEqual(putting({ result: z.string() }), [
    'operations.put.result: it is a string, but a result is an object with a kind.',
  ])
  assert.deepEqual(putting({ result: z.strictObject({ count: z.int() }) }), [
    'operations.put.result: it has no field kind, by which a caller tells results and failures apart.',
  ])
  assert.deepEqual(putting({ result: z.strictObject({ kind: z.enum(['put', 'failed']) }) }), [
    'operations.put.result: a result is of the kind failed, but that is the kind of every failure; choose another kind.',
  ])
})

test('An operation resumes by a field of the form that its schema gives the executor', () => {
  const intent = z.strictObject({ from: z.string() }).transform(({ from }) => ({ behind: Number(from) }))
  assert.deepEqual(watching({ intent, states: again }), [])
})

test('A description never calls an intent read-only, because a caller sends it', () => {
  const intent = z.strictObject({ shelf: z.string() }).readonly()
  const given = capability({ ...declared, operations: { ...operations, get: { ...operations.get, intent } } })
  assert.equal(JSON.stringify(operationOf(given, 'get')).includes('readOnly'), false)
})

const isCapability = (exported: object): exported is Capability => 'operations' in exported && 'limits' in exported

/** The capabilities of the library, all of which `tenon` exports. */
const ours: readonly Capability[] = Object.values<object>(tenon).filter(isCapability)

test('The capabilities of the library pass the checks that they leave out when they are loaded', () => {
  assert.ok(ours.length >= 3)
  for (const own of ours) assert.equal(capability(own), own)
})

test('Each field of an intent of the capabilities of the library has a description', () => {
  for (const own of ours) {
    for (const name of Object.keys(own.operations)) {
      assert.deepEqual(undescribed(Reflect.get(operationOf(own, name), 'intent'), `${own.name}.${name}`), [])
    }
  }
})

test('The failures of the library can be spread into a declaration', () => {
  assert.deepEqual(mistakes({ failures: { ...libraryFailures } }), [])
})

const operationOf = (own: Capability, name: string): object =>
  describeCapability(own).operations[name] ?? assert.fail(name)

/** Returns the places of all fields without a description in a JSON Schema. */
const undescribed = (schema: unknown, place: string): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([keyword, part]) =>
    keyword === 'properties' && typeof part === 'object' && part !== null
      ? Object.entries(part).flatMap(([field, inner]) => [
          ...(typeof Reflect.get(Object(inner), 'description') === 'string' ? [] : [`${place}.${field}`]),
          ...undescribed(inner, `${place}.${field}`),
        ])
      : undescribed(part, place),
  )
}
