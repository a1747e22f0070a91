import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { project, type ProjectionRun } from 'tenon/run'
import { fill, gives, ids, openStore, settings } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { endOf, projectionOf, settingsWith, started, until } from './runs.ts'

for (const setting of settings) {
  describe(`A projection on ${setting.name}`, () => {
    test('takes every event there is, in order, and ends as caught up', async (t) => {
      const { store } = await openStore(t, setting)
      const made = [...(await fill(store, 'a', 250)), ...(await fill(store, 'b', 250))]
      const model = new KeptModel(projectionOf())
      const { end, events, live, name } = await endOf(store, model)
      assert.deepEqual([end.why, events, live, name], ['caught_up', 500, true, 'happenings@1.1'])
      assert.deepEqual(model.ids(), ids(made))
      assert.equal(model.commits, 5)
    })

    test('goes on with new events until it is stopped', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a', 5)
      const model = new KeptModel(projectionOf())
      const run = started(t, store, [model])
      await until(run, ({ phase }) => phase === 'live')
      for (let i = 0; i < 20; i += 1) {
        made.push(...(await fill(store, 'a', 1)))
        await until(run, ({ events }) => events === made.length)
      }
      assert.deepEqual(model.ids(), ids(made))
      await run.stop()
      assert.equal(run.state()[0]?.end?.why, 'stopped')
    })

    test('is stopped at the end of the block that uses it', async (t) => {
      const { store } = await openStore(t, setting)
      const model = new KeptModel(projectionOf())
      const used = async (): Promise<ProjectionRun> => {
        await using run = project(store, [model], settingsWith())
        run.start()
        await until(run, ({ phase }) => phase === 'live')
        return run
      }
      assert.equal((await used()).state()[0]?.end?.why, 'stopped')
    })

    test('goes back to pages when more than a page comes at once', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const model = new KeptModel(projectionOf())
      const run = started(t, store, [model])
      await until(run, ({ phase }) => phase === 'live')
      const made = await fill(store, 'a', 1_000)
      await until(run, ({ events }) => events === made.length)
      assert.deepEqual(model.ids(), ids(made))
      assert.ok(model.commits <= 12, `${model.commits} commits`)
      assert.ok(executor !== undefined)
    })

    test('moves its checkpoint past events that do not pass its filter, so that they are not read again', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'b', 30)
      const model = new KeptModel(projectionOf({ filter: { streams: { prefix: 'a' }, types: 'all' } }))
      const { checkpoint } = await endOf(store, model)
      const log = gives(await store.read_all({ after: 29, filter: { streams: 'all', types: 'all' }, limit: 1 }), 'page')
      assert.deepEqual(checkpoint.position, 30)
      assert.deepEqual(checkpoint.last, { position: 30, id: log.events[0]?.id })
    })

    test('moves its checkpoint at once past an event that does not pass, and then once in a while', async (t) => {
      const { store } = await openStore(t, setting)
      const model = new KeptModel(projectionOf({ filter: { streams: { prefix: 'a' }, types: 'all' } }))
      const run = started(t, store, [model], { checkMs: 600_000 })
      await until(run, ({ phase }) => phase === 'live')
      await fill(store, 'b', 1)
      await until(run, ({ checkpoint }) => checkpoint.position === 1)
      for (let position = 2; position <= 20; position += 1) {
        await fill(store, 'b', 1)
        await until(run, ({ head }) => head === position)
      }
      assert.equal(model.commits, 1)
      await fill(store, 'a', 1)
      await until(run, ({ checkpoint }) => checkpoint.position === 21)
    })
  })
}
