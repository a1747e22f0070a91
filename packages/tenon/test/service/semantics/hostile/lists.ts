import { type Random, oneOf } from '../../../../src/domain/conformance/given/random.ts'
import { badThrow } from './values.ts'

/** Enormous lists. Each is made once, because making one takes longer than refusing it. */
const enormous: readonly (() => unknown)[] = [
  once(() => Object.assign([], { length: 500_000 })),
  once(() => Array.from({ length: 3_000_000 }, () => 0)),
  once(() => Array.from({ length: 200_000 }, (_, i) => `bad\u0000${i}`)),
  once(() => ({ length: 2 ** 53 - 1 })),
]

/** Returns a list that is far too long, or claims to be. The same list may be returned again. */
export const enormousList = (draw: Random): unknown => enormous[draw(enormous.length)]?.()

/** Returns a copy of a list that lies about its length, its items, or its iteration. */
export const lyingList = (list: readonly unknown[], draw: Random): unknown => {
  const [first] = list
  return oneOf<() => unknown>(draw, [
    () => withLength(list, () => oneOf(draw, [-1, 0.5, Number.NaN, '2', null, 2 ** 53])),
    () => withLength(list, () => 100_000),
    () => withLength(list, () => badThrow('length')),
    () => withLength(list, () => draw(3)),
    // Each index holds the same valid item.
    () =>
      new Proxy([...list], {
        get: (target, key) =>
          key === 'length' ? 200_000 : /^\d+$/.test(String(key)) ? first : Reflect.get(target, key),
      }),
    () =>
      Object.assign([...list], {
        [Symbol.iterator]: function* () {
          for (let i = 0; i < 10_000; i += 1) yield first
        },
      }),
    () =>
      Object.assign([...list], { map: () => badThrow('map'), entries: () => badThrow('entries'), every: () => true }),
    () => Object.assign([...list], { extra: 1 }),
    () => ({ ...list, length: list.length }),
    () => ({ [Symbol.iterator]: () => list[Symbol.iterator]() }),
    () => Object.setPrototypeOf([...list], null),
    () => Reflect.construct(Array, [...list], class extends Array {}),
    () => Object.assign([], { 5: first }),
    () => new Proxy([...list], { has: () => false }),
    () => new Proxy([...list], { ownKeys: () => ['length'] }),
  ])()
}

const withLength = (list: readonly unknown[], length: () => unknown): unknown =>
  new Proxy([...list], { get: (target, key) => (key === 'length' ? length() : Reflect.get(target, key)) })

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
