import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { namesFor } from '../../../../src/api/cli/any/completion/names.ts'
import { jsonLines, outcomeIn, type Ran, tenonAgain, tenonHere } from '../tenon.ts'
import { append, folderWith, ORDER, projectionsFolder, READ_MODELS } from './orders.ts'

/** Creates a folder whose projection `lines` has taken one event. */
const ranFolder = async (...given: Parameters<typeof projectionsFolder>): Promise<string> => {
  const folder = await projectionsFolder(...given)
  await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
  const { code, stderr } = await tenonAgain(folder, 'project', 'lines', '--once')
  assert.equal(code, 0, stderr)
  return folder
}

const LIST = ['list', '--prefix', '', '--after', 'null', '--limit', '10'] as const

describe('a config that exports projections has a store of their runs', () => {
  test('which lists, pauses, resumes and drops them', async (t) => {
    const folder = await ranFolder(t)
    const call = (...words: readonly string[]): Promise<Ran> => tenonAgain(folder, 'call', 'runs', ...words, '--json')
    const listed = async (): Promise<unknown> => {
      const { runs } = outcomeIn((await call(...LIST)).stdout) as { runs: { name: string; paused: boolean }[] }
      return runs.map(({ name, paused }) => [name, paused])
    }
    assert.deepEqual(await listed(), [['lines@1.1', false]])
    assert.equal((await call('pause', '--run', 'lines@1.1')).code, 0)
    assert.deepEqual(await listed(), [['lines@1.1', true]])
    assert.equal((await call('resume', '--run', 'lines@1.1')).code, 0)
    assert.equal((await tenonAgain(folder, 'project', 'lines', '--once', '--rebuild')).code, 0)
    assert.deepEqual(outcomeIn((await call('drop', '--run', 'lines@1.2')).stdout), { kind: 'live' })
    assert.deepEqual(outcomeIn((await call('drop', '--run', 'lines@1.1')).stdout), { kind: 'dropped' })
    assert.deepEqual(await listed(), [['lines@1.2', false]])
  })

  test('in which a pause of a projection that never ran leaves no file behind', async (t) => {
    const folder = await projectionsFolder(t)
    const before = await readdir(folder)
    for (const operation of ['pause', 'resume', 'drop']) {
      const { stderr } = await tenonAgain(folder, 'call', 'runs', operation, '--run', 'lines@1.1')
      assert.match(stderr, /none of the projections is kept anywhere yet\. Run one of them first\./)
    }
    assert.deepEqual(await readdir(folder), before)
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    await tenonAgain(folder, 'project', 'lines', '--once')
    const { code, stdout } = await tenonAgain(folder, 'call', 'runs', 'pause', '--run', 'paid@1.1')
    assert.deepEqual([code, stdout], [1, 'absent\n'])
    assert.ok(!(await readdir(folder)).includes('paid.db'))
  })

  test('which describe and doctor show beside the others', async (t) => {
    const folder = await ranFolder(t)
    const short = await tenonAgain(folder, 'describe')
    assert.match(short.stdout, /^events +event_store 1 [^\n]+\nruns +runs 1 +projections [^\n]+\n$/)
    for (const words of [['describe', 'runs'], ['doctor'], ['doctor', 'runs'], ['call', 'runs']]) {
      const { code, stdout, stderr } = await tenonAgain(folder, ...words, '--json')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /runs|"list"/)
    }
  })

  test('even if it exports no stores, and only for the commands that need none', async (t) => {
    const folder = await ranFolder(t)
    await writeFile(join(folder, 'only.ts'), "export { projections } from './tenon.config.ts'\n")
    const described = await tenonHere(folder, 'describe', '--config', 'only.ts', '--json')
    assert.deepEqual(
      jsonLines(described.stdout).map(({ store }) => store),
      ['runs'],
    )
    const log = await tenonHere(folder, 'log', '--config', 'only.ts')
    assert.equal(log.code, 2)
    assert.match(log.stderr, /only\.ts exports no stores\. It must have: export const stores = \{/)
  })

  test('unless it binds a store of that name itself', async (t) => {
    const folder = await folderWith(
      t,
      `${ORDER}${READ_MODELS}
export const projections = { lines: { events: stores.events, settings, model: lines() } }
stores.runs = stores.events\n`,
    )
    const { stdout } = await tenonHere(folder, 'describe')
    assert.match(stdout, /^events +event_store 1 [^\n]+\nruns +event_store 1 [^\n]+\n$/)
  })

  test('whose mistakes do not disturb the commands of its other stores', async (t) => {
    const folder = await folderWith(t, '\nexport const projections = { lines: { settings: {} } }\n')
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    assert.equal((await tenonAgain(folder, 'log')).code, 0)
    for (const words of [['doctor'], ['call', 'runs']]) {
      const { code, stderr } = await tenonAgain(folder, ...words)
      assert.equal(code, 2)
      assert.match(stderr, /^tenon: projections\.lines of \S+ has no events\./)
    }
  })

  test('and refuses two entries of projections with one name', async (t) => {
    const folder = await folderWith(
      t,
      `${ORDER}${READ_MODELS}
export const projections = {
  lines: { events: stores.events, settings, model: lines() },
  more: { events: stores.events, settings, model: lines(2) },
}\n`,
    )
    const { code, stderr } = await tenonAgain(folder, 'describe', 'runs')
    assert.equal(code, 2)
    assert.match(stderr, /^tenon: projections of \S+ cannot be used\. .*the name lines/)
  })
})

test('project says 1 event, and not 1 events', async (t) => {
  const folder = await projectionsFolder(t)
  await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
  const { stderr } = await tenonAgain(folder, 'project', 'lines', '--once')
  assert.match(stderr, /at position 1: 1 event, /)
})

test('complete knows the projections, the deciders and the runs of a config', async (t) => {
  const folder = await projectionsFolder(t)
  const decided = await folderWith(t, `${ORDER}\nexport const deciders = { order, 'order again': order }\n`)
  assert.deepEqual(await namesFor({ what: 'projections', folder, words: ['project', ''] }), ['lines', 'paid'])
  assert.deepEqual(await namesFor({ what: 'projections', folder, words: ['project', 'lines', 'p'] }), ['paid'])
  assert.deepEqual(await namesFor({ what: 'stores', folder, words: ['call', ''] }), ['events', 'runs'])
  assert.deepEqual(await namesFor({ what: 'operations', folder, words: ['call', 'runs', 'p'] }), ['pause'])
  const words = ['state', 'order-7', '--decider', '']
  assert.deepEqual(await namesFor({ what: 'deciders', folder: decided, words }), ['order', 'order again'])
})
