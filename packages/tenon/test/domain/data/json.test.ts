import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import * as fc from 'fast-check'
import { writeJson } from '../../../src/domain/data/json.ts'

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
})

suite('writing JSON', () => {
  test('never throws, and what it accepts comes back equal', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const written = writeJson(value)
        if ('flaw' in written) assert.ok(written.flaw.says.length > 0)
        else assert.deepEqual(plain(JSON.parse(written.text)), plain(value))
      }),
      { numRuns: 3_000 },
    )
  })

  test('accepts everything that JSON can represent', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const written = writeJson(value)
        assert.ok('text' in written, 'flaw' in written ? written.flaw.says : '')
        assert.deepEqual(plain(JSON.parse(written.text)), plain(value))
      }),
      { numRuns: 1_000 },
    )
  })

  test('accepts whatever JSON.parse returns, including __proto__', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const written = writeJson(JSON.parse(text))
        assert.ok('text' in written)
        assert.equal(written.text, JSON.stringify(JSON.parse(text)))
      }),
    )
    assert.deepEqual(writeJson(JSON.parse('{"__proto__":[1]}')), { text: '{"__proto__":[1]}' })
  })

  test('accepts a plain object of another realm', () => {
    const foreign: unknown = runInContext('({ a: [1, { b: 2 }] })', createContext())
    assert.deepEqual(writeJson(foreign), { text: '{"a":[1,{"b":2}]}' })
  })

  test('names the path to the first place that is not JSON', () => {
    const flawed = { a: [1, { 'b c': [true, { d: undefined, e: Number.NaN }] }] }
    const written = writeJson(flawed)
    assert.ok('flaw' in written)
    assert.deepEqual(written.flaw.path, ['a', 1, 'b c', 1, 'd'])
    assert.match(written.flaw.says, /undefined/)
  })

  test('refuses a getter and a proxy that throw, and does not throw itself', () => {
    const getter = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    for (const value of [getter, proxy, { in: proxy }]) assert.ok('flaw' in writeJson(value))
    const { proxy: revoked, revoke } = Proxy.revocable({}, {})
    revoke()
    assert.ok('flaw' in writeJson(revoked))
  })

  test('reads each part once, and writes what it checked', () => {
    let reads = 0
    const changing = {
      get text() {
        reads += 1
        return reads === 1 ? 'sound' : '\ud800'
      },
    }
    assert.deepEqual(writeJson(changing), { text: '{"text":"sound"}' })
    // A toJSON that appears while the text is written results in no text at all.
    let looks = 0
    const late = new Proxy(
      { a: 1 },
      {
        get: (target, name) => {
          if (name !== 'toJSON') return Reflect.get(target, name)
          looks += 1
          return looks === 1 ? undefined : () => undefined
        },
      },
    )
    assert.deepEqual(writeJson({ late }), { text: '{"late":{"a":1}}' })
    const lying = new Proxy([1, 2], { get: (target, name) => (name === 'length' ? 3 : Reflect.get(target, name)) })
    assert.ok('flaw' in writeJson(lying))
  })

  test('refuses an array of two million items without reading them', () => {
    let looks = 0
    const items = new Proxy(Object.assign([], { length: 2_000_000 }), {
      get: (target, name) => {
        looks += 1
        return Reflect.get(target, name)
      },
    })
    assert.ok('flaw' in writeJson(items))
    assert.ok(looks < 10)
  })

  test('names a class by the first 40 characters of its name', () => {
    const made = Object.defineProperty(class extends Object {}, 'name', { value: 'x'.repeat(10_000) })
    const written = writeJson({ a: new made() })
    assert.ok('flaw' in written)
    assert.match(written.flaw.says, /^is an instance of x{40}, not a plain object: turn it into JSON first$/)
  })

  test('ends for an object that contains itself many times', () => {
    const wide: unknown[] = []
    for (let i = 0; i < 50; i += 1) wide.push(wide)
    assert.ok('flaw' in writeJson(wide))
  })

  test('ends for a value that unfolds to more than could ever be stored', () => {
    let doubled: unknown = {}
    for (let i = 0; i < 60; i += 1) doubled = [doubled, doubled]
    assert.ok('flaw' in writeJson(doubled))
  })
})

/** The same value with plain prototypes, and 0 for -0, because JSON cannot represent the difference. */
const plain = (value: unknown): unknown => {
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return Array.from(value, plain)
  if (typeof value !== 'object' || value === null || !isBareOrPlain(value)) return value
  const copy = {}
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: plain(Reflect.get(value, key)),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

const isBareOrPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
