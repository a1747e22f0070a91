import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { all, jar, opened, plain, put, tagged, told, well } from '../toy.ts'

const jars = (...recipes: string[]): { label: string; recipe: string }[] =>
  recipes.map((recipe) => ({ label: '', recipe }))

describe('An intent is refused before it reaches the executor', () => {
  test('if a field is missing, unknown or of the wrong type, and the sentence names the place', async () => {
    const { store, executor } = await opened()
    const cases: [fields: object, place: RegExp][] = [
      [{ shelf: 'top', jars: [] }, /^put: .*tag/],
      [{ ...plain, colour: 'red' }, /^put: .*colour/],
      [{ ...plain, jars: [{ label: 'plum', recipe: 7 }] }, /^put: jars\[0\]\.recipe: /],
      [{ ...plain, jars: [] }, /^put: jars: /],
    ]
    for (const [fields, place] of cases) {
      // The compiler refuses these. A JavaScript user can pass them.
      const answer = await store.put(fields as typeof plain)
      assert.equal(told(answer), 'invalid none')
      assert.match('says' in answer ? answer.says : '', place)
    }
    assert.equal(executor.executed.length, 0)
  })

  test('if it is not an object', async () => {
    const { store, executor } = await opened()
    for (const fields of [undefined, null, 7, 'put', []]) {
      assert.equal(told(await store.put(fields as unknown as typeof plain)), 'invalid none')
    }
    assert.equal(executor.executed.length, 0)
  })

  test('if reading it throws', async () => {
    const { store, executor } = await opened()
    const trap = {
      ...plain,
      get shelf(): string {
        throw new Error('a trap')
      },
    }
    const answer = await store.put(trap)
    assert.equal(told(answer), 'invalid none')
    assert.match('says' in answer ? answer.says : '', /^put: .*reading it threw/)
    assert.equal(executor.executed.length, 0)
  })

  test('if it needs a rung that is not granted', async () => {
    const { store, executor } = await opened({ grants: { together: 'jar', remembers: 'always' } })
    const answer = await store.put({ ...plain, jars: jars('a', 'b') })
    assert.partialDeepStrictEqual(answer, {
      failure: 'unsupported',
      effect: 'none',
      operation: 'put',
      says: 'put: this needs together shelf, but wood as configured grants jar.',
    })
    assert.equal(executor.executed.length, 0)
    assert.equal(told(await store.put({ ...plain, jars: jars('a') })), 'put')
    assert.equal(executor.executed.length, 1)
  })

  test('if it exceeds a granted limit, and the sentence names the place, the limit and both numbers', async () => {
    const { store, executor } = await opened({ limits: { ...well.limits, most_jars: 2, most_jar_bytes: 1_000 } })
    assert.partialDeepStrictEqual(await store.put({ ...plain, jars: jars('a', 'b', 'c') }), {
      failure: 'too_large',
      effect: 'none',
      says: 'put: jars has 3 items, but most_jars is 2: make it smaller or split it.',
    })
    assert.partialDeepStrictEqual(await store.put({ ...plain, jars: jars('a', 'é'.repeat(600)) }), {
      failure: 'too_large',
      effect: 'none',
      says: 'put: jars[1] has 1,200 bytes of UTF-8, but most_jar_bytes is 1,000: make it smaller or split it.',
    })
    assert.equal(executor.executed.length, 0)
    assert.equal(told(await store.put({ ...plain, jars: jars('a', 'é'.repeat(500)) })), 'put')
  })

  test('if the call options are not valid', async () => {
    const { store, executor } = await opened()
    for (const [call, says] of [
      [null, 'put: the call options must be an object with signal and deadlineMs.'],
      [7, 'put: the call options must be an object with signal and deadlineMs.'],
      [{ signal: {}, deadlineMs: null }, 'put: options.signal must be an AbortSignal or null.'],
      [{ deadlineMs: 1 }, 'put: options.signal must be an AbortSignal or null.'],
      [{ signal: null }, 'put: options.deadlineMs must be a number of milliseconds, at least 0, or null.'],
      [
        { signal: null, deadlineMs: -1 },
        'put: options.deadlineMs must be a number of milliseconds, at least 0, or null.',
      ],
      [
        { signal: null, deadlineMs: NaN },
        'put: options.deadlineMs must be a number of milliseconds, at least 0, or null.',
      ],
      [
        { signal: null, deadlineMs: '9' },
        'put: options.deadlineMs must be a number of milliseconds, at least 0, or null.',
      ],
    ] as const) {
      // The compiler refuses these. A JavaScript user can pass them.
      const stated = call as unknown as { signal: null; deadlineMs: null }
      assert.partialDeepStrictEqual(await store.put(plain, stated), { failure: 'invalid', effect: 'none', says })
    }
    assert.equal(executor.executed.length, 0)
  })
})

describe('An intent that is admitted', () => {
  test('reaches the executor as its schema returns it, with the operation as its kind', async () => {
    const { store, executor } = await opened()
    assert.deepEqual(await store.put(tagged), put)
    assert.deepEqual(executor.executed, [{ kind: 'put', ...tagged }])
  })

  test('is a copy: later changes to the fields do not reach the executor', async () => {
    const { store, executor } = await opened()
    const fields = { ...plain, jars: jars('a') }
    const answer = store.put(fields)
    fields.shelf = 'bottom'
    await answer
    assert.partialDeepStrictEqual(executor.executed, [{ shelf: 'top' }])
  })

  test('belongs to its operation: each method of the store calls its own', async () => {
    const { store, executor } = await opened({
      execute: (intent) => Promise.resolve(intent.kind === 'get' ? { kind: 'shelf', labels: ['plum'] } : put),
      follow: async function* () {
        yield jar(1)
        return undefined
      },
    })
    assert.deepEqual(await store.get({ shelf: 'top' }), { kind: 'shelf', labels: ['plum'] })
    assert.deepEqual(await all(store.watch({ behind: 0 })), [jar(1)])
    assert.deepEqual(
      [...executor.executed, ...executor.followed],
      [
        { kind: 'get', shelf: 'top' },
        { kind: 'watch', behind: 0 },
      ],
    )
  })
})
