import { type Random, oneOf } from '../../../../src/domain/conformance/given/random.ts'
import { enormousList, lyingList } from './lists.ts'
import { badThrow, cyclic, instance, misfits, revoked, thrown } from './values.ts'

/** What mutations know and record about the fields that they change. */
export interface Mutated {
  readonly draw: Random
  /** Makes an id that belongs to this call. */
  readonly id: () => string
  /** Whether what was passed in reads the same each time. */
  stable: boolean
}

/** Changes valid fields, made of plain objects, at one to three places. Returns the result. */
export const mutate = (fields: object, mutated: Mutated): unknown => {
  const { draw } = mutated
  const held = { fields }
  const places = placesIn(held)
  for (let i = 1 + draw(3); i > 0; i -= 1) {
    const place = places[draw(places.length)]
    const mutation = mutations[draw(mutations.length)]
    try {
      if (place !== undefined) mutation?.(place, mutated)
    } catch {
      // It met the value of an earlier mutation.
    }
  }
  return read({ holder: held, key: 'fields' })
}

/** The place that holds a value. */
interface Place {
  readonly holder: object
  readonly key: string
}

const placesIn = (holder: object): readonly Place[] =>
  Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ])

type Mutation = (place: Place, mutated: Mutated) => void

const read = ({ holder, key }: Place): unknown => Reflect.getOwnPropertyDescriptor(holder, key)?.value

const define = ({ holder, key }: Place, descriptor: PropertyDescriptor): void => {
  Reflect.defineProperty(holder, key, { enumerable: true, configurable: true, ...descriptor })
}

const put = (place: Place, value: unknown): void => define(place, { value, writable: true })

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Returns another value of the same kind, so that the type does not reveal the change. */
const another = (value: unknown, { id, draw }: Mutated): unknown => {
  if (typeof value !== 'string') return misfits[draw(misfits.length)]?.(draw)
  return /^[0-9a-f-]{36}$/.test(value) ? id() : `${value}2`
}

const misfit: Mutation = (place, { draw }) => put(place, misfits[draw(misfits.length)]?.(draw))

const mutations: readonly Mutation[] = [
  misfit,
  misfit,
  misfit,
  ({ holder, key }) => void Reflect.deleteProperty(holder, key),
  (place, { draw }) =>
    define(place, {
      get: () => {
        throw thrown(draw)
      },
    }),
  // A getter that returns the same value each time is as good as a value.
  (place) => {
    const value = read(place)
    define(place, { get: () => value })
  },
  (place, mutated) => {
    const value = read(place)
    const others = [value, another(value, mutated), another(value, mutated)]
    mutated.stable = false
    define(place, { get: () => others[mutated.draw(others.length)] })
  },
  (place, mutated) => {
    const value = read(place)
    const later = another(value, mutated)
    let reads = mutated.draw(4)
    mutated.stable = false
    define(place, { get: () => ((reads -= 1) < 0 ? later : value) })
  },
  (place, mutated) => {
    const value = read(place)
    let reads = mutated.draw(6)
    mutated.stable = false
    define(place, {
      get: () => {
        if ((reads -= 1) < 0) throw thrown(mutated.draw)
        return value
      },
    })
  },
  // Proxies: one that behaves like its target, and others that throw, change or lie.
  onObject((value) => new Proxy(value, {})),
  onObject(
    (value, { draw }) =>
      new Proxy(value, {
        [oneOf(draw, TRAPS)]: () => {
          throw thrown(draw)
        },
      }),
  ),
  onObject((value, mutated) => changingProxy(value, mutated)),
  onObject((value, mutated) => lateProxy(value, mutated)),
  onObject((value) => revoked(value)),
  // A `toJSON` that exists only when it is read later, and one that is not among the keys.
  onObject((value, mutated) => hiddenToJson(value, mutated)),
  onObject((value, { draw }) =>
    Object.defineProperty(value, 'toJSON', { value: oneOf<unknown>(draw, [() => ({}), () => undefined, 1]) }),
  ),
  onObject((value) => Object.setPrototypeOf(value, { inherited: 1 })),
  onObject((value) => Object.setPrototypeOf(value, null)),
  onObject((value) => Object.create(short(value))),
  onObject((value, { draw }) => Object.assign(instance(draw), short(value))),
  onObject((value, { draw }) => Object.assign(value, { self: value, cycle: cyclic(draw) })),
  onObject((value, { draw }) => Object.assign(value, { [oneOf<PropertyKey>(draw, KEYS)]: 1 })),
  onObject((value) => Object.defineProperty(value, 'hidden', { value: 1, enumerable: false })),
  onObject((value) => Object.assign(() => undefined, short(value))),
  // Lists.
  (place, mutated) => {
    const value = read(place)
    mutated.stable = false
    put(place, lyingList(Array.isArray(value) ? short(value) : [value], mutated.draw))
  },
  (place, { draw }) => {
    if (draw(20) === 0) put(place, enormousList(draw))
  },
]

/**
 * Cuts a list that is to become an object, because listing three million keys takes seconds, and parsing them from JSON
 * too.
 */
const short = <Value extends object>(value: Value): Value | unknown[] =>
  Array.isArray(value) ? value.slice(0, 1_000) : value

const TRAPS = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible'] as const

const KEYS: [PropertyKey, ...PropertyKey[]] = [
  'extra',
  '\u001b[31m',
  'k'.repeat(20_000),
  '__proto__',
  'constructor',
  'kind',
  Symbol('key'),
  Symbol.toStringTag,
  Symbol.asyncIterator,
]

/** Makes a mutation of the nearest object: the value at a place, or otherwise its holder. */
function onObject(change: (value: object, mutated: Mutated) => object): Mutation {
  return (place, mutated) => {
    const value = read(place)
    if (isObject(value)) put(place, change(value, mutated))
    else put(place, change({ value }, mutated))
  }
}

const changingProxy = (value: object, mutated: Mutated): object => {
  mutated.stable = false
  const { draw } = mutated
  return new Proxy(value, {
    get: (target, key) => {
      const held: unknown = Reflect.get(target, key)
      return typeof held !== 'function' && draw(3) === 0 ? another(held, mutated) : held
    },
    ownKeys: (target) => (draw(4) === 0 ? Reflect.ownKeys(target).toReversed() : Reflect.ownKeys(target)),
  })
}

/** Returns a proxy that behaves for some reads, and then throws. */
const lateProxy = (value: object, mutated: Mutated): object => {
  mutated.stable = false
  let reads = mutated.draw(12)
  return new Proxy(value, {
    get: (target, key) => {
      if ((reads -= 1) < 0) throw thrown(mutated.draw)
      return Reflect.get(target, key)
    },
  })
}

const hiddenToJson = (value: object, mutated: Mutated): object => {
  mutated.stable = false
  let asked = mutated.draw(2)
  const given = oneOf<() => unknown>(mutated.draw, [
    () => undefined,
    () => ({ replaced: true }),
    () => badThrow('toJSON'),
  ])
  return new Proxy(value, {
    get: (target, key) => {
      if (key !== 'toJSON') return Reflect.get(target, key)
      asked += 1
      return asked > 1 ? given : undefined
    },
  })
}
