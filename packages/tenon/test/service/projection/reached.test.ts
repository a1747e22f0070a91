import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { documents, type Documents, type ReadModel, reached } from 'tenon/run'
import { progressOf } from '../../../src/service/projection/progress.ts'
import { gives } from '../semantics/stores.ts'
import { type Accounts, accountsOf, entered, inMemory, step } from './documents/given.ts'

const begun = async (t: TestContext): Promise<Documents<Accounts>> => {
  const model = documents(accountsOf(), await inMemory(t))
  gives(await model.begin(1), 'begun')
  return model
}

/** Returns the read model, and a promise that resolves when it was looked at once. */
const watched = (model: Documents<Accounts>): { readonly watched: ReadModel; readonly looked: Promise<void> } => {
  const { promise: looked, resolve } = Promise.withResolvers<void>()
  const builds = async (): ReturnType<ReadModel['builds']> => {
    const outcome = await model.builds()
    resolve()
    return outcome
  }
  return { watched: { ...model, builds }, looked }
}

test('A position that the live build has taken is reached at once', async (t) => {
  const model = await begun(t)
  gives(await model.commit(step(0, 3, [entered(2, 'a')])), 'committed')
  assert.deepEqual(await reached(model, 3), { kind: 'reached' })
  assert.deepEqual(await reached(model, 1, { signal: null, deadlineMs: 10_000 }), { kind: 'reached' })
})

test('A position is reached when a runner of another process has taken it, and not before', async (t) => {
  const model = await begun(t)
  const waits = reached(model, 2)
  gives(await model.commit(step(0, 1, [entered(1, 'a')])), 'committed')
  assert.equal(await Promise.race([waits, reached(model, 1).then(() => 'only 1')]), 'only 1')
  gives(await model.commit(step(1, 2, [entered(2, 'a')])), 'committed')
  assert.deepEqual(await waits, { kind: 'reached' })
})

test('A run of this process wakes those who wait, without a timer', async (t) => {
  const model = await begun(t)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { watched: asked, looked } = watched(model)
  const waits = reached(asked, 1)
  await looked
  gives(await model.commit(step(0, 1, [entered(1, 'a')])), 'committed')
  progressOf(model).grow()
  assert.deepEqual(await waits, { kind: 'reached' })
})

test('A build that is not the live one does not count', async (t) => {
  const model = await begun(t)
  gives(await model.begin(2), 'begun')
  gives(await model.commit(step(0, 1, [entered(1, 'a')], { build: { version: 1, number: 2 } })), 'committed')
  const failed = gives(await reached(model, 1, { signal: null, deadlineMs: 20 }), 'failed')
  assert.equal(failed.failure, 'timeout')
  assert.equal(
    failed.says,
    'reached: position 1 was not reached: accounts@1.1 is at start. See whether the projection is being run.',
  )
})

test('A wait ends when its signal fires, also if the read model never answers', async (t) => {
  const model = await begun(t)
  const stop = new AbortController()
  const waits = reached({ ...model, projection: accountsOf(), builds: () => new Promise(() => undefined) }, 1, {
    signal: stop.signal,
    deadlineMs: null,
  })
  stop.abort()
  assert.equal(gives(await waits, 'failed').failure, 'cancelled')
  const early = await reached(model, 1, { signal: AbortSignal.abort(), deadlineMs: null })
  assert.equal(gives(early, 'failed').failure, 'cancelled')
})

test('What is no position, options that are none, and a failure that does not pass are returned', async (t) => {
  const model = await begun(t)
  assert.equal(gives(await reached(model, 0), 'failed').says.slice(0, 37), 'reached: position must be a position,')
  const options = { signal: null, deadlineMs: Number.NaN }
  assert.equal(gives(await reached(model, 1, options), 'failed').failure, 'invalid')
})
