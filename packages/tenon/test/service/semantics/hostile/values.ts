import { type Random, oneOf } from '../../../../src/domain/conformance/given/random.ts'

/** Makes a value that no type would allow, or that misbehaves when it is read. */
export type MakeValue = (draw: Random) => unknown

/** Returns something to throw: errors, values that are not errors, and values that throw again when they are read. */
export const thrown: MakeValue = (draw) =>
  oneOf<() => unknown>(draw, [
    () => new Error('a trap threw'),
    () => badMessage(() => badThrow('message')),
    () => badMessage(() => Symbol('message')),
    () => badMessage(() => `\u001b[31m\u0007${'long '.repeat(5_000)}`),
    () => null,
    () => undefined,
    () => 1n,
    () => Symbol('thrown'),
    () => ({ toString: () => badThrow('toString') }),
    () => ({ [Symbol.toPrimitive]: () => badThrow('toPrimitive') }),
    () => revoked({}),
    () => revoked([]),
    () => new Proxy(new Error('hidden'), { getPrototypeOf: () => badThrow('getPrototypeOf') }),
    () => new Proxy({}, { get: () => badThrow('get') }),
    () => Object.create(Error.prototype, { name: { get: () => badThrow('name') } }),
  ])()

/** Throws an error. */
export const badThrow = (what: string): never => {
  throw new Error(`${what} threw`)
}

const badMessage = (get: () => unknown): Error => Object.defineProperty(new Error(), 'message', { get })

/** Returns a proxy of an object that throws on everything. */
export const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Returns an instance of a class with a name that no message should repeat as it is. */
export const instance = (draw: Random): object => {
  class Plain {
    readonly amount = 1
  }
  const name = oneOf(draw, ['Money', '\u001b[2J\n\u0085', 'N'.repeat(10_000), '', '__proto__'])
  Object.defineProperty(Plain, 'name', { value: name })
  return new Plain()
}

/** Returns an object or list that is nested this deep. */
export const deep = (draw: Random): unknown => {
  const many = oneOf(draw, [99, 100, 101, 1_000, 20_000])
  let value: unknown = 1
  for (let i = 0; i < many; i += 1) value = draw(2) === 0 ? [value] : { a: value }
  return value
}

/** Returns an object that holds itself. */
export const cyclic = (draw: Random): object => {
  const list: unknown[] = [1]
  list.push(list)
  const whole: { [key: string]: unknown } = { a: { b: list } }
  whole['self'] = whole
  return draw(2) === 0 ? list : whole
}

const thenable = (then: (resolve: (value: unknown) => void) => void): object =>
  new Proxy({}, { get: (_target, key) => (key === 'then' ? then : undefined) })

const THENABLES: readonly ((draw: Random) => unknown)[] = [
  () => Promise.resolve(1),
  // A promise that never settles, and one that has rejected: code that awaits one by mistake hangs, or leaves a
  // rejection unhandled.
  () => new Promise(() => undefined),
  () => thenable((resolve) => resolve('thenable')),
  () => thenable(() => badThrow('then')),
]

/** Values of every kind that an argument may be by mistake or malice. */
export const misfits: readonly MakeValue[] = [
  () => undefined,
  () => null,
  () => true,
  (draw) => oneOf(draw, [Number.NaN, Infinity, -Infinity, -0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, Number.MIN_VALUE]),
  (draw) => oneOf(draw, [1n, -(10n ** 50n)]),
  (draw) => oneOf(draw, [Symbol('s'), Symbol.iterator]),
  (draw) => oneOf(draw, ['', '\u0000', '\u001b]0;title\u0007', '\u202e', '\ud800', 'a\udc00b', '__proto__', 'start']),
  (draw) => 'x'.repeat(oneOf(draw, [256, 10_000, 1_200_000])),
  (draw) => '\u0001'.repeat(oneOf(draw, [10, 5_000])),
  () => () => 'a function',
  () => AbortController,
  (draw) => Reflect.construct(oneOf(draw, [Map, Set, WeakMap, Date, ArrayBuffer]), []),
  () => /a/g,
  () => new Uint8Array(300),
  () => Object('boxed'),
  () => new URL('https://example.test'),
  () => new AbortController().signal,
  () => ({ toJSON: () => ({ id: 1 }) }),
  () => ({ toString: () => badThrow('toString'), valueOf: () => badThrow('valueOf') }),
  () => ({
    get length() {
      return badThrow('length')
    },
  }),
  () => Object.create(null),
  () => Object.create({ inherited: 1 }),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'),
  () => ({ [Symbol('key')]: 1 }),
  (draw) => Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`\u009b${i}${'k'.repeat(draw(300))}`, i])),
  instance,
  deep,
  cyclic,
  (draw) => THENABLES[draw(THENABLES.length)]?.(draw),
  () => revoked({}),
  () => revoked([]),
  (draw) =>
    new Proxy(
      {},
      {
        get: () => {
          throw thrown(draw)
        },
      },
    ),
  (draw) =>
    new Proxy([], {
      getPrototypeOf: () => {
        throw thrown(draw)
      },
    }),
]
