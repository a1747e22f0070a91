import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import { reached } from 'tenon/run'
import { folderFor, nth, openStore, settings } from '../semantics/stores.ts'
import { accountsIn, modelConfig } from '../sqlite/read-model/ledger.ts'
import { type Account, accountsAt, enterAll, entriesOf, logOf } from './laws/ledger.ts'
import { endOf, settingsWith, started, until } from './runs.ts'

const numbers = (many: number): readonly number[] => Array.from({ length: many }, (_, i) => i + 1)

const enter = (store: EventStore, many: number): Promise<void> =>
  enterAll(store, 'ledger', entriesOf(numbers(many), ['x', 'y', 'z']))

/** Returns the accounts as readers of the live build get them. */
const kept = (path: string): ReadonlyMap<string, Account> => {
  const db = new DatabaseSync(path, { readOnly: true })
  const rows = db.prepare('SELECT account, entries, chain FROM accounts').all()
  db.close()
  return new Map(
    rows.map(({ account, entries, chain }) => [String(account), { entries: Number(entries), chain: Number(chain) }]),
  )
}

const folded = async (store: EventStore): Promise<ReadonlyMap<string, Account>> =>
  accountsAt(await logOf(store), Number.MAX_SAFE_INTEGER)

const modelPath = async (t: TestContext): Promise<string> => join(await folderFor(t), 'model.db')

for (const setting of settings)
  describe(`A run over tables, from ${setting.name}`, () => {
    test('keeps them equal to a fold of the log, with three runners of one build at once', async (t) => {
      const { store } = await openStore(t, setting)
      await enter(store, 500)
      const path = await modelPath(t)
      const runs = numbers(3).map(() =>
        started(t, store, [accountsIn(path)], { pageEvents: 20, ifTakenOver: 'continue' }),
      )
      for (let i = 0; i < 20; i += 1) await enter(store, 3)
      const { position } = (await logOf(store)).at(-1) ?? { position: 0 }
      await until(nth(runs, 0), ({ checkpoint }) => checkpoint.position === position)
      await Promise.all(runs.map((run) => run.stop()))
      assert.deepEqual(kept(path), await folded(store))
    })

    test('can be waited for as soon as the run was started', async (t) => {
      const { store } = await openStore(t, setting)
      await enter(store, 3)
      const model = accountsIn(await modelPath(t))
      started(t, store, [model])
      assert.deepEqual(await reached(model, 3), { kind: 'reached' })
    })

    test('is rebuilt beside, while a run of the live build goes on and then goes over', async (t) => {
      const { store } = await openStore(t, setting)
      await enter(store, 300)
      const path = await modelPath(t)
      const live = started(t, store, [accountsIn(path)])
      await until(live, ({ phase }) => phase === 'live')
      const { name, end } = await endOf(store, accountsIn(path), { rebuild: true, pageEvents: 50 })
      assert.deepEqual([name, end.why], ['accounts@1.2', 'caught_up'])
      await until(live, (state) => state.name === 'accounts@1.2' && state.phase === 'live')
      await enter(store, 3)
      const { position } = (await logOf(store)).at(-1) ?? { position: 0 }
      await until(live, ({ checkpoint }) => checkpoint.position === position)
      assert.deepEqual(kept(path), await folded(store))
    })

    test('says that another program uses the file as `misconfigured`, and ends', async (t) => {
      const { store } = await openStore(t, setting)
      const path = await modelPath(t)
      new DatabaseSync(path).exec('CREATE TABLE theirs (a)')
      const { end } = await endOf(store, accountsIn(path, { config: modelConfig(path) }))
      assert.equal(end.why, 'failed')
      assert.match(end.says, /model\.db/)
    })

    test('ends as a defect where the code of the projection throws, and takes nothing of that page', async (t) => {
      const { store } = await openStore(t, setting)
      await enter(store, 30)
      const path = await modelPath(t)
      const model = accountsIn(path, {
        apply: () => {
          throw new Error('no such account')
        },
      })
      const { end } = await endOf(store, model, settingsWith({ until: 'caught_up' }))
      assert.equal(end.why, 'defect')
      assert.match(end.says, /no such account/)
      assert.equal(kept(path).size, 0)
    })
  })
