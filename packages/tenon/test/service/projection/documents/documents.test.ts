import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { documents } from 'tenon/run'
import { gives } from '../../semantics/stores.ts'
import { enter, NO_ENTRIES } from '../laws/ledger.ts'
import { accountsOf, at, entered, step, stores } from './given.ts'

for (const { name, open } of stores) {
  describe(`Documents in ${name}`, () => {
    test('take the events of a step, and are read by key and listed', async (t) => {
      const model = documents(accountsOf(), await open(t))
      assert.deepEqual(await model.get('a'), { kind: 'absent' })
      gives(await model.open(), 'opened')
      const { build } = gives(await model.begin(1), 'begun')
      assert.deepEqual(build, { version: 1, number: 1, checkpoint: at(0), live: true, paused: false })

      const events = [entered(1, 'a'), entered(2, 'b'), entered(3, 'a')]
      assert.deepEqual(await model.commit(step(0, 3, events)), { kind: 'committed', live: true })
      const a = enter(enter(NO_ENTRIES, 1), 3)
      const b = enter(NO_ENTRIES, 2)
      assert.deepEqual(await model.get('a'), { kind: 'document', document: a, at: 3 })
      assert.deepEqual(await model.get('c'), { kind: 'absent' })
      const first = gives(await model.list({ prefix: '', after: null, limit: 1 }), 'page')
      assert.deepEqual(first, { kind: 'page', documents: [{ key: 'a', document: a, at: 3 }], next: 'a' })
      const second = gives(await model.list({ prefix: '', after: first.next, limit: 1 }), 'page')
      assert.deepEqual(second, { kind: 'page', documents: [{ key: 'b', document: b, at: 2 }], next: null })
      const { builds } = gives(await model.builds(), 'builds')
      assert.deepEqual(builds, [{ ...build, checkpoint: at(3) }])
    })

    test('are made beside the live ones, which stay until the step that takes the last page', async (t) => {
      const store = await open(t)
      const model = documents(accountsOf(), store)
      gives(await model.begin(1), 'begun')
      gives(await model.commit(step(0, 2, [entered(1, 'a'), entered(2, 'b')])), 'committed')
      const next = documents(accountsOf({ version: 2, key: ({ data }) => `new ${data.account}` }), store)
      assert.equal(gives(await next.begin(1), 'begun').build.live, false)
      const build = { version: 2, number: 1 }
      assert.deepEqual(await next.commit(step(0, 1, [entered(1, 'a')], { build })), { kind: 'committed', live: false })
      gives(await next.get('a'), 'document')
      assert.deepEqual(await next.get('new a'), { kind: 'absent' })
      assert.deepEqual(await next.drop({ version: 1, number: 1 }), { kind: 'live' })
      const last = step(1, 2, [entered(2, 'b')], { build, swap: true })
      assert.deepEqual(await next.commit(last), { kind: 'committed', live: true })
      gives(await next.get('new a'), 'document')
      assert.deepEqual(await model.get('a'), { kind: 'absent' })
      const { builds } = gives(await next.builds(), 'builds')
      assert.deepEqual(
        builds.map(({ version, live }) => ({ version, live })),
        [
          { version: 1, live: false },
          { version: 2, live: true },
        ],
      )

      assert.deepEqual(await next.drop({ version: 1, number: 1 }), { kind: 'dropped' })
      assert.deepEqual(await next.drop({ version: 1, number: 1 }), { kind: 'absent' })
      const left = gives(await store.keys({ prefix: '', after: null, limit: 100 }), 'page')
      assert.equal(left.keys.length, 4, 'the live entry, one build and two documents')
    })

    test('are not moved while their build is paused', async (t) => {
      const model = documents(accountsOf(), await open(t))
      const build = { version: 1, number: 1 }
      assert.deepEqual(await model.pause(build, true), { kind: 'absent' })
      gives(await model.begin(1), 'begun')
      assert.deepEqual(await model.pause(build, true), { kind: 'paused' })
      assert.equal(gives(await model.builds(), 'builds').builds[0]?.paused, true)
      assert.deepEqual(await model.commit(step(0, 1, [entered(1, 'a')])), { kind: 'paused' })
      assert.deepEqual(await model.get('a'), { kind: 'absent' })
      assert.deepEqual(await model.pause(build, false), { kind: 'resumed' })
      gives(await model.commit(step(0, 1, [entered(1, 'a')])), 'committed')
    })
  })
}
