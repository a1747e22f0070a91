import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { now, until, within } from '../../../src/service/lab/time.ts'

const LONG = 600_000

suite('within', () => {
  test('gives what a promise gives, and leaves no timer behind', async () => {
    const before = timers()
    assert.equal(await within(Promise.resolve('well'), LONG), 'well')
    assert.equal(timers(), before)
  })

  test('rejects as a promise rejects, and leaves no timer behind', async () => {
    const before = timers()
    await assert.rejects(within(Promise.reject(new Error('ill')), LONG), /ill/)
    assert.equal(timers(), before)
  })

  test('gives late when nothing comes', async () => {
    assert.equal(await within(new Promise(() => undefined), 1), 'late')
  })

  test('is not disturbed by what comes too late, a rejection neither', async () => {
    const { promise, reject } = Promise.withResolvers<never>()
    assert.equal(await within(promise, 1), 'late')
    reject(new Error('too late'))
    await assert.rejects(promise, /too late/)
  })
})

suite('until', () => {
  test('holds at once when a condition does', async () => {
    let asked = 0
    assert.equal(await until(() => Promise.resolve((asked += 1) > 0), 0), 'holds')
    assert.equal(asked, 1)
  })

  test('asks again and again, and lets others have their turn meanwhile', async () => {
    let others = 0
    const other = setInterval(() => (others += 1), 1)
    assert.equal(await until(() => Promise.resolve(others > 3), LONG), 'holds')
    clearInterval(other)
  })

  test('gives late when a condition never holds, which was asked at least twice', async () => {
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
