import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import {
  jsonLines,
  outcomeIn,
  type Ran,
  tenon,
  tenonAgain,
  tenonAgainWith,
  tenonHere,
  tenonOnTerminal,
} from '../tenon.ts'
import { append, folderWith, ORDER, ordersFolder } from './orders.ts'

const CUP = { item: 'cup', price: 3 }

/** Creates a folder with an order of two events. */
const paidFolder = async (t: TestContext): Promise<string> => {
  const folder = await ordersFolder(t)
  await append(folder, 'order-7', 'OrderPlaced', { lines: [CUP] })
  await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
  return folder
}

describe('tenon state', () => {
  test('shows the state after the last event, with that event', async (t) => {
    const folder = await paidFolder(t)
    const { code, stdout, stderr } = await tenon(folder, 'state', 'order-7', '--decider', 'order')
    assert.equal(code, 0, stderr)
    const state = { status: 'paid', lines: [CUP], tags: ['card'], 'paid by': 'card' }
    assert.equal(stdout, `${JSON.stringify(state, null, 2)}\n`)
    assert.match(
      stderr,
      /^order-7 at revision 1, after OrderPaid of \d{4}-\S+Z at position 2, folded by order version 3\n$/,
    )
  })

  test('shows the state after an earlier event', async (t) => {
    const folder = await paidFolder(t)
    const { code, stdout } = await tenonAgain(folder, 'state', 'order-7', '--at', '0', '--json')
    const [outcome = {}, ...more] = jsonLines(stdout)
    const { event, ...others } = outcome
    assert.deepEqual([code, more], [0, []])
    assert.deepEqual(others, {
      kind: 'done',
      decider: 'order',
      version: 3,
      state: { status: 'placed', lines: [CUP], tags: [] },
    })
    assert.deepEqual(Object.keys(event ?? {}).toSorted(), [
      'data',
      'id',
      'metadata',
      'position',
      'recordedAt',
      'revision',
      'stream',
      'type',
    ])
    assert.partialDeepStrictEqual(event, { stream: 'order-7', revision: 0, position: 1, type: 'OrderPlaced' })
  })

  test('shows what changed between two revisions, path by path', async (t) => {
    const folder = await paidFolder(t)
    const people = await tenonOnTerminal(folder, 100, 'state', 'order-7', '--diff', '0')
    assert.deepEqual(people.stdout.split('\n'), [
      '+ .["paid by"]  "card"',
      '- .status       "placed"',
      '+ .status       "paid"',
      '- .tags         []',
      '+ .tags[0]      "card"',
      '',
    ])
    assert.match(people.stderr, /^order-7 from revision 0 to revision 1, after OrderPaid of /)
    const start = await tenonAgain(folder, 'state', 'order-7', '--diff', 'start', '--at', '0', '--json')
    assert.partialDeepStrictEqual(outcomeIn(start.stdout), {
      since: 'start',
      changes: [
        { path: '.lines', before: [] },
        { path: '.lines[0].item', after: 'cup' },
        { path: '.lines[0].price', after: 3 },
        { path: '.status', before: 'none', after: 'placed' },
      ],
    })
    const same = await tenonAgain(folder, 'state', 'order-7', '--diff', '1')
    assert.deepEqual([same.code, same.stdout], [0, ''])
    assert.match(same.stderr, /; nothing changed\n$/)
  })

  test('shows what changed even if evolve changes the state that it is given', async (t) => {
    const careless = `${ORDER}
export const deciders = { order: { ...order, initialState: { paid: 0 }, evolve: (state) => Object.assign(state, { paid: state.paid + 1 }) } }\n`
    const folder = await folderWith(t, careless)
    for (const by of ['card', 'cash']) await append(folder, 'order-7', 'OrderPaid', { by })
    const { stdout } = await tenonAgain(folder, 'state', 'order-7', '--diff', 'start')
    assert.equal(stdout, '- .paid  0\n+ .paid  2\n')
  })

  test('folds a stream that is longer than a page', async (t) => {
    const folder = await ordersFolder(t)
    for (const from of [0, 800, 1_600]) {
      const lines = Array.from({ length: 800 }, (_, i) => ({ lines: [{ item: 'cup', price: from + i }] }))
      const events = lines.map((data) => JSON.stringify({ type: 'OrderPlaced', data, metadata: {} })).join('\n')
      const words = ['append', 'order-7', '--expected', 'any', '--events', '-']
      assert.equal((await tenonAgainWith(folder, events, ...words)).code, 0)
    }
    for (const [at, lines] of [
      [0, 1],
      [999, 1_000],
      [1_000, 1_001],
      [2_399, 2_400],
    ]) {
      const { stdout } = await tenonAgain(folder, 'state', 'order-7', '--json', '--at', String(at))
      const { state } = outcomeIn(stdout) as { state: { lines: { price: number }[] } }
      assert.deepEqual([state.lines.length, state.lines.at(-1)?.price], [lines, at])
    }
    const last = await tenonAgain(folder, 'state', 'order-7', '--json', '--diff', '2398')
    assert.deepEqual(outcomeIn(last.stdout)['changes'], [
      { path: '.lines[2399].item', after: 'cup' },
      { path: '.lines[2399].price', after: 2_399 },
    ])
  })
})

const ended = (ran: Ran, code: number, kind: string, says: RegExp): void => {
  assert.equal(ran.code, code, ran.stderr)
  assert.match(ran.stderr, says)
  assert.doesNotMatch(ran.stderr, /\n {4}at /)
  assert.deepEqual(
    jsonLines(ran.stdout).map((line) => line['kind']),
    [kind],
  )
}

describe('tenon state ends with an exit code and one outcome', () => {
  test('if there is no store, no stream, or no such revision', async (t) => {
    const folder = await ordersFolder(t)
    ended(await tenonAgain(folder, 'state', 'order-7', '--json'), 12, 'failed', /^tenon: not_found: /)
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    ended(await tenonAgain(folder, 'state', 'order-8', '--json'), 1, 'no_stream', /^tenon: no_stream: /)
    for (const words of [
      ['--at', '1'],
      ['--diff', '1'],
    ])
      ended(
        await tenonAgain(folder, 'state', 'order-7', ...words, '--json'),
        1,
        'no_event',
        /^tenon: the stream order-7 has no revision 1; it ends at 0\.\n$/,
      )
  })

  test('if an event cannot be read', async (t) => {
    const folder = await ordersFolder(t)
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    await append(folder, 'order-7', 'OrderPaid', { by: 7 })
    await append(folder, 'order-7', 'Weighed', {})
    ended(
      await tenonAgain(folder, 'state', 'order-7', '--json'),
      1,
      'unreadable',
      /^tenon: unreadable: The event OrderPaid at revision 1 of order-7 cannot be read: .*by/,
    )
    assert.equal((await tenonAgain(folder, 'state', 'order-7', '--at', '0')).code, 0)
  })

  test('if the decider throws, or its state is no JSON at all', async (t) => {
    const folder = await ordersFolder(t)
    await append(folder, 'order-7', 'OrderPlaced', { lines: [{ item: 'bomb', price: 1 }] })
    ended(
      await tenonAgain(folder, 'state', 'order-7', '--json'),
      1,
      'defect',
      /^tenon: defect: .*evolve of order.*It exploded\./,
    )
    const circular = `${ORDER}
const initialState = {}
initialState.self = initialState
export const deciders = { order: { ...order, initialState, evolve: (state) => state } }\n`
    const other = await folderWith(t, circular)
    await append(other, 'order-7', 'OrderPaid', { by: 'card' })
    ended(
      await tenonAgain(other, 'state', 'order-7', '--json'),
      1,
      'defect',
      /^tenon: defect: At revision 0 of order-7, the state cannot be shown as JSON: Converting circular structure/,
    )
  })

  test('if the revisions are not in order', async (t) => {
    const folder = await ordersFolder(t)
    for (const diff of ['2', '3'])
      ended(
        await tenonHere(folder, 'state', 'order-7', '--at', '2', '--diff', diff, '--json'),
        2,
        'usage',
        /--diff [23] is not before --at 2\. State the earlier revision with --diff\./,
      )
  })
})

describe('the deciders of a config are checked', () => {
  const edges: readonly (readonly [config: string, says: RegExp, ...words: string[]])[] = [
    ['', /tenon\.config\.ts exports no deciders\. It must have: export const deciders = \{/],
    ['export const deciders = {}', /exports deciders without any decider in it\./],
    ['export const deciders = { a: order, b: order }', /exports several deciders: a, b\. Name one with --decider\./],
    ['export const deciders = { a: order }', /exports no decider b\. It has: a\./, '--decider', 'b'],
    [
      'export const deciders = { a: 1 }',
      /deciders\.a of \S+tenon\.config\.ts is not a decider\. Make one with decider</,
    ],
    ['export const deciders = { a: () => order }', /deciders\.a of \S+ is a function\. Put the decider there/],
    [
      'export const deciders = { a: Promise.resolve(order) }',
      /deciders\.a of \S+ is a promise\. Write await before it/,
    ],
    [
      'export const deciders = { a: { ...order, events: {}, evolve: 1 } }',
      /deciders\.a of \S+ is not a decider: it has no events, no evolve\. Make one/,
    ],
  ]
  for (const [config, says, ...words] of edges)
    test(config === '' ? 'none' : config, async (t) => {
      const folder = await folderWith(t, `${ORDER}\n${config}\n`)
      ended(await tenonHere(folder, 'state', 'order-7', '--json', ...words), 2, 'usage', says)
    })

  test('one of another copy of the package is a decider like any other', async (t) => {
    const folder = await ordersFolder(t)
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    await cp(new URL('../../../../src', import.meta.url), join(folder, 'copy'), { recursive: true })
    const config = join(folder, 'tenon.config.ts')
    const text = await readFile(config, 'utf8')
    await writeFile(config, text.replace("eventTypes } from 'tenon'", "eventTypes } from './copy/api/index.ts'"))
    const { code, stdout, stderr } = await tenonHere(folder, 'state', 'order-7', '--json')
    assert.equal(code, 0, stderr)
    assert.partialDeepStrictEqual(outcomeIn(stdout), { decider: 'order', state: { status: 'paid' } })
  })
})
