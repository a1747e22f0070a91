import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { FIRST_CHECKPOINT } from 'tenon/run'
import { gives } from '../../semantics/stores.ts'
import { entered } from '../../projection/documents/given.ts'
import { pathFor } from '../files.ts'
import { accounts, accountsIn } from './ledger.ts'
import { after, begun, opened, rowsOf, stepOf } from './steps.ts'

const ACCOUNTS = 'SELECT account, total, entries FROM accounts ORDER BY account'

suite('a read model in tables of the user', () => {
  test('shows the first build at once, and each step with its checkpoint', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path))
    const build = await begun(model)
    assert.deepEqual(build, { version: 1, number: 1, checkpoint: FIRST_CHECKPOINT, live: true, paused: false })
    assert.deepEqual(rowsOf(path, ACCOUNTS), [])
    const events = [entered(1, 'a', 5), entered(2, 'b', 7), entered(5, 'a', -2)]
    assert.deepEqual(await model.commit(stepOf(build, events)), { kind: 'committed', live: true })
    assert.deepEqual(rowsOf(path, ACCOUNTS), [
      { account: 'a', total: 3, entries: 2 },
      { account: 'b', total: 7, entries: 1 },
    ])
    assert.deepEqual(gives(await model.builds(), 'builds').builds, [
      { ...build, checkpoint: after(FIRST_CHECKPOINT, events) },
    ])
  })

  test('keeps everything when it is closed and opened again', async (t) => {
    const path = await pathFor(t)
    const model = accountsIn(path)
    gives(await model.open(), 'opened')
    const build = await begun(model)
    gives(await model.commit(stepOf(build, [entered(1, 'a', 5)])), 'committed')
    const { builds } = gives(await model.builds(), 'builds')
    gives(await model.close(), 'closed')
    gives(await model.builds(), 'failed')
    gives(await model.open(), 'opened')
    assert.deepEqual(gives(await model.builds(), 'builds').builds, builds)
    const other = await opened(t, accountsIn(path))
    assert.deepEqual(await begun(other), builds[0])
    gives(await model.close(), 'closed')
  })

  test('takes a step that begins elsewhere than its build for one of another runner, and changes nothing', async (t) => {
    const path = await pathFor(t)
    const [one, other] = [await opened(t, accountsIn(path)), await opened(t, accountsIn(path))]
    const build = await begun(one)
    gives(await one.commit(stepOf(build, [entered(1, 'a', 5)])), 'committed')
    assert.deepEqual(await other.commit(stepOf(build, [entered(1, 'a', 5), entered(2, 'a', 5)])), {
      kind: 'taken_over',
    })
    assert.deepEqual(rowsOf(path, ACCOUNTS), [{ account: 'a', total: 5, entries: 1 }])
    const { builds } = gives(await other.builds(), 'builds')
    assert.deepEqual(builds[0]?.checkpoint.position, 1)
  })

  test('keeps the passed counts of a step without events', async (t) => {
    const model = await opened(t, accountsIn(await pathFor(t)))
    const build = await begun(model)
    const to = {
      ...FIRST_CHECKPOINT,
      position: 9,
      last: { position: 9, id: 'x' },
      passed: { unreadable: 2, unknownType: 3 },
    }
    gives(await model.commit({ ...stepOf(build, []), to }), 'committed')
    assert.deepEqual((await begun(model)).checkpoint, to)
  })

  test('shows a rebuild only after the step that takes the last page', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path))
    const first = await begun(model)
    gives(await model.commit(stepOf(first, [entered(1, 'a', 5)])), 'committed')
    const second = await begun(model, 2)
    assert.equal(second.live, false)
    assert.deepEqual(await model.commit(stepOf(second, [entered(1, 'a', 6)])), { kind: 'committed', live: false })
    assert.deepEqual(rowsOf(path, ACCOUNTS), [{ account: 'a', total: 5, entries: 1 }])
    const last = stepOf(await begun(model, 2), [entered(2, 'b', 1)], true)
    assert.deepEqual(await model.commit(last), { kind: 'committed', live: true })
    assert.deepEqual(
      rowsOf(path, ACCOUNTS).map((row) => Object.values(row)[1]),
      [6, 1],
    )
    const { builds } = gives(await model.builds(), 'builds')
    assert.deepEqual(
      builds.map(({ number, live }) => [number, live]),
      [
        [1, false],
        [2, true],
      ],
    )
  })

  test('never shows an older build instead of a newer one', async (t) => {
    const path = await pathFor(t)
    const old = await opened(t, accountsIn(path))
    const first = await begun(old)
    const second = await begun(old, 2)
    const model = await opened(t, accountsIn(path, { projection: accounts(2) }))
    const next = await begun(model)
    assert.deepEqual([next.version, next.number, next.live], [2, 1, false])
    assert.deepEqual(await model.commit(stepOf(next, [entered(1, 'a', 9)], true)), { kind: 'committed', live: true })
    for (const build of [first, second])
      assert.deepEqual(await old.commit(stepOf(build, [entered(1, 'a', 1)], true)), { kind: 'committed', live: false })
    assert.deepEqual(rowsOf(path, ACCOUNTS), [{ account: 'a', total: 9, entries: 1 }])
  })

  test('takes no step of a build that is paused or dropped', async (t) => {
    const model = await opened(t, accountsIn(await pathFor(t)))
    const first = await begun(model)
    const second = await begun(model, 2)
    gives(await model.pause(second, true), 'paused')
    assert.equal((await begun(model, 2)).paused, true)
    assert.deepEqual(await model.commit(stepOf(second, [entered(1, 'a', 1)])), { kind: 'paused' })
    gives(await model.pause(second, false), 'resumed')
    gives(await model.commit(stepOf(second, [entered(1, 'a', 1)])), 'committed')
    gives(await model.drop(first), 'live')
    gives(await model.drop(second), 'dropped')
    gives(await model.drop(second), 'absent')
    gives(await model.pause(second, true), 'absent')
    assert.deepEqual(await model.commit(stepOf(second, [entered(1, 'a', 1)])), { kind: 'dropped' })
  })

  test('removes the tables of a build that is dropped, and nothing else', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path))
    const first = await begun(model)
    const before = rowsOf(path, 'SELECT type, name FROM sqlite_schema')
    await begun(model, 2)
    gives(await model.drop({ ...first, number: 2 }), 'dropped')
    assert.deepEqual(rowsOf(path, 'SELECT type, name FROM sqlite_schema'), before)
    // Its number can be begun anew.
    assert.deepEqual((await begun(model, 2)).checkpoint, FIRST_CHECKPOINT)
  })
})
