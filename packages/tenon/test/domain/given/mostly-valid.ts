import * as fc from 'fast-check'

/** An id that is drawn often, so that it sometimes occurs twice. */
export const SAME = '0b7f2c1e-6a38-4c2e-9a55-0c3c7e6d5f10'

export const anything = fc.anything({ withDate: true, withMap: true, withBigInt: true, withSparseArray: true })

/** Mostly valid values, so that all of a call's fields are often valid, and sometimes one of them is not. */
export const mostly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 24, arbitrary: good }, { weight: 1, arbitrary: odd })

export const names = fc.oneof(
  fc.constantFrom('account-1', 'x'.repeat(255), '😀'.repeat(255)),
  fc.stringMatching(/^[a-z]{1,20}$/),
)
export const oddNames = fc.oneof(
  fc.constantFrom('x'.repeat(256), '', 'a\nb', '\ud800', '😀'.repeat(256)),
  fc.string({ unit: 'binary' }),
  anything,
)
export const ids = fc.oneof({ weight: 9, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constant(SAME) })
export const oddIds = fc.oneof(fc.constantFrom('0B7F2C1E-6A38-4C2E-9A55-0C3C7E6D5F10', 'x', ''), anything)
export const json = fc.json().map((text): unknown => JSON.parse(text))

/** An object with these fields, and sometimes with one more. */
export const fields = (parts: { readonly [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<object> =>
  fc
    .tuple(fc.record(parts, { noNullPrototype: true }), fc.nat(24))
    .map(([record, chance]) => (chance === 0 ? { ...record, strange: 1 } : record))

/** The same fields on an object without a prototype. No fast path accepts it, so the schema decides. */
export const roundabout = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.assign(Object.create(null), value) : value
