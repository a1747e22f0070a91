import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { now, until, within } from '../../../src/service/lab/time.ts'

const LONG = 600_000

suite('within', () => {
  test('resolves as a promise does, and leaves no timer behind', async () => {
    const before = timers()
    assert.equal(await within(Promise.resolve('well'), LONG), 'well')
    assert.equal(timers(), before)
  })

  test('rejects as a promise rejects, and leaves no timer behind', async () => {
    const before = timers()
    await assert.rejects(within(Promise.reject(new Error('ill')), LONG), /ill/)
    assert.equal(timers(), before)
  })

  test('resolves with late if the promise does not settle', async () => {
    assert.equal(await within(new Promise(() => undefined), 1), 'late')
  })

  test('is not disturbed if the promise settles too late, even if it rejects', async () => {
    const { promise, reject } = Promise.withResolvers<never>()
    assert.equal(await within(promise, 1), 'late')
    reject(new Error('too late'))
    await assert.rejects(promise, /too late/)
  })
})

suite('until', () => {
  test('resolves at once if the condition holds', async () => {
    let asked = 0
    assert.equal(await until(() => Promise.resolve((asked += 1) > 0), 0), 'holds')
    assert.equal(asked, 1)
  })

  test('checks again and again, and lets other work have its turn meanwhile', async () => {
    let others = 0
    const other = setInterval(() => (others += 1), 1)
    assert.equal(await until(() => Promise.resolve(others > 3), LONG), 'holds')
    clearInterval(other)
  })

  test('resolves with late if the condition never holds, after at least two checks', async () => {
    let asked = 0
    const never = (): Promise<boolean> => {
      asked += 1
      return Promise.resolve(false)
    }
    assert.equal(await until(never, 1), 'late')
    assert.ok(asked >= 2)
  })

  test('rejects as its condition does', async () => {
    await assert.rejects(
      until(() => Promise.reject(new Error('cannot be asked')), LONG),
      /cannot be asked/,
    )
  })
})

test('The clock never goes back', () => {
  let before = now()
  for (let i = 0; i < 10_000; i += 1) {
    const after = now()
    assert.ok(after >= before)
    before = after
  }
})

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
