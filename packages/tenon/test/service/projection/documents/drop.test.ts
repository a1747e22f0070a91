import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { KeyValue } from 'tenon'
import { documents } from 'tenon/run'
import { gives, nth } from '../../semantics/stores.ts'
import { delays, holds } from './disturbed.ts'
import { accountsOf, at, entered, step, stores } from './given.ts'
import { withoutCleaning } from './lies.ts'
import { isDocument } from './passing.ts'

const BUILD = { version: 1, number: 2 }
const EVENTS = [entered(1, 'a'), entered(2, 'b'), entered(3, 'c')]

/** Makes a live build with one document, and begins another one. */
const begun = async (entries: KeyValue) => {
  const model = documents(accountsOf(), entries)
  gives(await model.begin(1), 'begun')
  gives(await model.commit(step(0, 1, [entered(1, 'live')])), 'committed')
  gives(await model.begin(2), 'begun')
  return model
}

/** Returns the keys of all documents of all builds. */
const documentsIn = async (entries: KeyValue): Promise<readonly string[]> => {
  const page = gives(await entries.keys({ prefix: '', after: null, limit: 1_000 }), 'page')
  return page.keys.map(({ key }) => key).filter(isDocument)
}

/** Drops a build while a runner of it is held back at a put. What the runner puts does not stay. */
const droppedAt = async (
  entries: KeyValue,
  put: number,
  lie: (entries: KeyValue) => KeyValue = (honest) => honest,
): Promise<void> => {
  const model = await begun(entries)
  gives(await model.commit(step(0, 1, [entered(1, 'a')], { build: BUILD })), 'committed')
  const slow = holds(lie(entries), put)
  const commits = documents(accountsOf(), slow.store).commit(step(1, 3, EVENTS, { build: BUILD }))
  await slow.held
  assert.deepEqual(await model.drop(BUILD), { kind: 'dropped' })
  slow.letGo()
  assert.deepEqual(await commits, { kind: 'dropped' })
  assert.equal((await documentsIn(entries)).length, 1, 'only the live build has documents')
  gives(await model.get('live'), 'document')
}

for (const { name, open } of stores) {
  describe(`A dropped build in ${name}`, () => {
    for (const put of [1, 2, 3])
      test(`keeps nothing of a runner that was at put ${put} of a step`, async (t) => droppedAt(await open(t), put))

    test('keeps nothing of a runner when a build of the same number has begun meanwhile', async (t) => {
      const entries = await open(t)
      const model = await begun(entries)
      const slow = holds(entries, 2)
      const commits = documents(accountsOf(), slow.store).commit(step(0, 3, EVENTS, { build: BUILD }))
      await slow.held
      assert.deepEqual(await model.drop(BUILD), { kind: 'dropped' })
      assert.deepEqual(gives(await model.begin(2), 'begun').build.checkpoint, at(0))
      slow.letGo()
      assert.deepEqual(await commits, { kind: 'dropped' })
      assert.equal((await documentsIn(entries)).length, 1)
      const again = step(0, 3, EVENTS, { build: BUILD, swap: true })
      assert.deepEqual(await model.commit(again), { kind: 'committed', live: true })
      for (const key of ['a', 'b', 'c']) assert.equal(gives(await model.get(key), 'document').document.entries, 1)
    })

    test('that was dropped only in part is gone after the next drop', async (t) => {
      const entries = await open(t)
      const model = await begun(entries)
      gives(await model.commit(step(0, 3, EVENTS, { build: BUILD })), 'committed')
      let removals = 0
      const failing: KeyValue = {
        ...entries,
        remove: async (remove, options) => {
          removals += 1
          if (removals !== 2) return entries.remove(remove, options)
          return { ...gives(await entries.put({ ...PUT, key: '' }), 'failed'), operation: 'remove' }
        },
      }
      const failed = gives(await documents(accountsOf(), failing).drop(BUILD), 'failed')
      assert.equal(failed.operation, 'drop')
      assert.equal(gives(await model.builds(), 'builds').builds.length, 1, 'it is no longer listed')
      assert.deepEqual(await model.commit(step(3, 4, [entered(4, 'd')], { build: BUILD })), { kind: 'dropped' })
      assert.deepEqual(await model.drop(BUILD), { kind: 'absent' })
      assert.equal((await documentsIn(entries)).length, 1)
    })

    test('leaves nothing that a put which arrives late would leave, once the next build begins', async (t) => {
      const entries = await open(t)
      const model = await begun(entries)
      const { store, deliver } = delays(entries, 1)
      gives(await documents(accountsOf(), store).commit(step(0, 3, EVENTS, { build: BUILD })), 'failed')
      assert.deepEqual(await model.drop(BUILD), { kind: 'dropped' })
      await deliver()
      assert.equal((await documentsIn(entries)).length, 2, 'the late document is there')
      gives(await model.begin(2), 'begun')
      assert.equal((await documentsIn(entries)).length, 1)
    })

    test('of many documents is dropped page by page', async (t) => {
      const entries = await open(t)
      const model = await begun(entries)
      const many = Array.from({ length: 1_001 }, (_, i) => entered(i + 1, `account-${i}`))
      gives(await model.commit(step(0, 1_001, many, { build: BUILD })), 'committed')
      assert.deepEqual(await model.drop(BUILD), { kind: 'dropped' })
      assert.equal((await documentsIn(entries)).length, 1)
    })
  })
}

test('The law that a dropped build keeps nothing catches a runner that leaves what it has put', async (t) => {
  const lie = droppedAt(await nth(stores, 0).open(t), 1, withoutCleaning)
  await assert.rejects(lie, /only the live build has documents/)
})

const PUT = { id: '', key: 'x', value: null, expected: 'any', lifetimeSeconds: null } as const
