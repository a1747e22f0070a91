import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { project, type ProjectSettings } from 'tenon/run'
import { gives, nth } from '../../../semantics/stores.ts'
import { Process } from '../../processes/process.ts'
import { accounts, accountsIn } from '../ledger.ts'
import { difference } from './fold.ts'
import { Killed } from './kills.ts'
import type { Lie } from './lies.ts'
import { withCommit } from './with-commit.ts'

const settings: ProjectSettings = {
  pageEvents: 20,
  until: 'caught_up',
  rebuild: false,
  ifTakenOver: 'stop',
  backoffMs: 1,
  maxBackoffMs: 10,
  checkMs: 1_000,
}

suite('model_equals_fold', () => {
  test('holds at every checkpoint, also while a rebuild catches up and becomes live', async (t) => {
    const killed = await Killed.in(t)
    for (const rebuild of [false, false, true]) {
      await killed.grow()
      const model = accountsIn(killed.path)
      let steps = 0
      const watched = withCommit(model, async (step) => {
        const committed = await model.commit(step)
        steps += 1
        assert.equal(difference(killed.path, killed.log), undefined, `after step ${steps}`)
        return committed
      })
      const run = project(killed.store, [watched], { ...settings, rebuild })
      run.start()
      const { end, live } = nth(await run.ended, 0)
      assert.deepEqual([end?.why, live], ['caught_up', true], end?.says)
      assert.ok(steps >= 5)
    }
  })
})

suite('two_runners', () => {
  test('holds: two processes of one file add each event once, and one of them ends as taken over', async (t) => {
    const { whys, differs } = await twoRunners(t, null)
    assert.deepEqual(whys, ['caught_up', 'taken_over'])
    assert.equal(differs, undefined)
  })

  test('holds where each goes on when the other has moved the build', async (t) => {
    const { whys, differs } = await twoRunners(t, null, 'continue')
    assert.deepEqual(whys, ['caught_up', 'caught_up'])
    assert.equal(differs, undefined)
  })

  test('catches a read model that adds a step wherever the build is', async (t) => {
    const { differs } = await twoRunners(t, 'unguarded')
    assert.match(differs ?? '', /accounts_v1_1 at \d+ is .* and not /)
  })
})

suite('swap_is_whole', () => {
  test('holds: a reader in another process sees the old build or the new one while a rebuild replaces it', async (t) => {
    const { seen, before, after } = await swapped(t, null)
    assert.deepEqual(Object.keys(seen).toSorted(), [before, after].toSorted())
    t.diagnostic(`${seen[before]} queries saw the old build, ${seen[after]} the new one`)
  })

  test('catches a read model whose rebuild becomes live with its first step', async (t) => {
    const { seen } = await swapped(t, 'early')
    assert.ok(Object.keys(seen).length > 2)
  })
})

/** Starts two processes that have both read the first page before either adds it. */
const twoRunners = async (
  t: TestContext,
  lie: Lie | null,
  ifTakenOver: 'stop' | 'continue' = 'stop',
): Promise<{ readonly whys: readonly string[]; readonly differs: string | undefined }> => {
  const killed = await Killed.in(t)
  await killed.grow()
  const stated = { settings: { pageEvents: 20, rebuild: false, ifTakenOver }, waits: true, lie }
  const runners = [killed.start(stated), killed.start(stated)]
  for (const runner of runners) {
    // The first of them makes the file and the build, which are commits too.
    for (let line = await runner.hear(); line !== 'read'; line = await runner.hear())
      assert.equal(typeof line, 'string')
  }
  for (const runner of runners) runner.go()
  const ends = await Promise.all(runners.map(async (runner) => Object((await runner.hearAll()).at(-1))))
  return { whys: ends.map(({ why }) => String(why)).toSorted(), differs: difference(killed.path, killed.log) }
}

const QUERY = 'SELECT (SELECT name FROM made_by) AS name, count(*) AS accounts, sum(entries) AS entries FROM accounts'

/** Queries a read model from another process while a new version of it is built and becomes live. */
const swapped = async (
  t: TestContext,
  lie: Lie | null,
): Promise<{ readonly seen: Record<string, number>; readonly before: string; readonly after: string }> => {
  const killed = await Killed.in(t)
  for (let i = 0; i < 5; i += 1) await killed.grow()
  await killed.tidy()
  const reader = new Process(t, { kind: 'look', path: killed.path, sql: QUERY })
  assert.equal(await reader.hear(), 'ready')
  const end = Object((await killed.start({ version: 2, lie }).hearAll()).at(-1))
  assert.equal(end.why, 'caught_up', JSON.stringify(end))
  reader.go()
  const seen = Object(await reader.hear())
  const row = (name: string): string => JSON.stringify({ name, accounts: 7, entries: killed.log.length })
  const model = accountsIn(killed.path, { projection: accounts(2) })
  gives(await model.openExisting(), 'opened')
  gives(await model.drop({ version: 1, number: 1 }), 'dropped')
  gives(await model.close(), 'closed')
  assert.equal(difference(killed.path, killed.log), undefined)
  return { seen, before: row('accounts_v1_1'), after: row('accounts_v2_1') }
}
