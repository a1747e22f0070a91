import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { run } from '../../../../src/api/cli/program.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import { ended, jsonLines, outcomeIn, type Ran, start, tenon, tenonAgain, tenonHere, tty } from '../tenon.ts'
import { append, folderWith, ORDER, projectionsFolder, READ_MODELS, rowsOf } from './orders.ts'

const CUP = { item: 'cup', price: 3 }

/** Appends two orders, of which one is paid. */
const fill = async (folder: string): Promise<void> => {
  await append(folder, 'order-7', 'OrderPlaced', { lines: [CUP, CUP] })
  await append(folder, 'order-8', 'OrderPlaced', { lines: [CUP] })
  await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
}

/** A projection into documents: how often each method of payment was used. */
const DOCUMENTS = `
import { documentProjection, KeyValue } from 'tenon'
import { SqliteKeyValueExecutor } from 'tenon/sqlite'
stores.entries = bind(
  need(KeyValue, {
    dedupe: 'latest', reads: 'latest', expiry: 'none', durability: 'none', replication: 'single', reach: 'process', retention: 'bounded',
    max_value_bytes: 0, recent_writes: 0, repeat_window_ms: 0, removed_kept_ms: 0,
  }),
  new SqliteKeyValueExecutor({
    config: { ...file('entries'), access: 'read_write', pollMs: 50, recentWrites: 64, repeatWindowMs: 3_600_000, removedKeptMs: 3_600_000 },
  }),
  { attempts: 1, attemptMs: 10_000, deadlineMs: 30_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 64 },
)
const methods = documentProjection({
  ...declared('methods'), key: ({ type, data }) => (type === 'OrderPaid' ? data.by : null), initial: { times: 0 },
  evolve: ({ times }) => ({ times: times + 1 }),
})
export const projections = { methods: { events: stores.events, settings, documents: methods, entries: stores.entries } }
`

/** A store of events that prints something when it is opened, and never answers. */
const NEVER_OPENS = `
import { writeSync } from 'node:fs'
const waits = () => {
  writeSync(2, 'waits')
  return new Promise(() => setTimeout(() => undefined, 600_000))
}
const silent = { capability: EventStore, gaps: [], open: waits, openExisting: waits, close: async () => ({ kind: 'closed' }) }
export const projections = { lines: { events: silent, settings, model: lines() } }
`

const noInput = (): Readable => Readable.from([])

/** Resolves once a text of this form was printed. */
const printed = async (stream: Readable, form: RegExp): Promise<void> => {
  let told = ''
  stream.on('data', (part: string) => (told += part))
  while (!form.test(told)) await turn()
}

describe('tenon project', () => {
  test('takes every event that is there with --once, and says how many and how fast', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    await append(folder, 'order-9', 'Weighed', {})
    const { code, stdout, stderr } = await tenon(folder, 'project', 'lines', '--once', '--json')
    assert.equal(code, 0, stderr)
    assert.match(
      stderr,
      /^Projecting lines\.\nlines@1\.1 has caught up at position 4: 3 events, [\d,]+ a second\. This build has passed over events: 1 of types that are not declared\.\n$/,
    )
    const [outcome = {}, ...more] = jsonLines(stdout)
    assert.deepEqual(more, [])
    assert.partialDeepStrictEqual(outcome, {
      kind: 'done',
      projections: [
        {
          name: 'lines@1.1',
          why: 'caught_up',
          failure: null,
          events: 3,
          live: true,
          checkpoint: { position: 4, passed: { unreadable: 0, unknownType: 1 } },
          head: 4,
        },
      ],
    })
    assert.deepEqual(rowsOf(folder, 'lines'), [
      ['order-7', 2],
      ['order-8', 1],
    ])
    const again = await tenonAgain(folder, 'project', 'lines', '--once')
    assert.match(again.stderr, /lines@1\.1 has caught up at position 4: no new events\./)
  })

  test('runs several projections, and begins a new build of each with --rebuild', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    const both = async (...words: readonly string[]): Promise<unknown[]> => {
      const { code, stdout, stderr } = await tenonAgain(
        folder,
        'project',
        'lines',
        'paid',
        '--once',
        '--json',
        ...words,
      )
      assert.equal(code, 0, stderr)
      const { projections } = outcomeIn(stdout) as { projections: { name: string; events: number; live: boolean }[] }
      return projections.map(({ name, events, live }) => [name, events, live])
    }
    assert.deepEqual(await both(), [
      ['lines@1.1', 3, true],
      ['paid@1.1', 3, true],
    ])
    assert.deepEqual(await both('--rebuild'), [
      ['lines@1.2', 3, true],
      ['paid@1.2', 3, true],
    ])
    assert.deepEqual(rowsOf(folder, 'paid'), [['order-7', 'card']])
  })

  test('runs a projection into documents, in a store of values that it makes', async (t) => {
    const folder = await folderWith(t, `${ORDER}${READ_MODELS}${DOCUMENTS}`)
    await fill(folder)
    const ran = await tenonAgain(folder, 'project', 'methods', '--once', '--json')
    assert.equal(ran.code, 0, ran.stderr)
    assert.partialDeepStrictEqual(outcomeIn(ran.stdout), {
      projections: [{ name: 'methods@1.1', events: 3, live: true }],
    })
    const listed = await tenonAgain(
      folder,
      'call',
      'entries',
      'keys',
      '--prefix',
      '',
      '--after',
      'null',
      '--limit',
      '9',
    )
    assert.match(listed.stdout, /card/)
  })

  test('goes on with new events until Ctrl-C, which ends it as it ends log --follow', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    const child = start(folder, 'project', 'lines', '--json')
    const done = ended(child)
    await printed(child.stderr, /has caught up at position 3: 3 events, .* It goes on with new events\.\n/)
    await append(folder, 'order-9', 'OrderPlaced', { lines: [CUP] })
    while (rowsOf(folder, 'lines').length < 3) await turn()
    child.kill('SIGINT')
    const { code, stdout, stderr } = await done
    assert.equal(code, 130, stderr)
    assert.partialDeepStrictEqual(outcomeIn(stdout), {
      kind: 'interrupted',
      signal: 'SIGINT',
      projections: [{ name: 'lines@1.1', why: 'stopped', events: 4, checkpoint: { position: 4 } }],
    })
    assert.equal(jsonLines(stdout).length, 1)
    assert.match(stderr, /\nlines@1\.1 is stopped at position 4: 4 events\.\n$/)
  })

  test('ends at Ctrl-C while a store does not answer', async (t) => {
    const folder = await folderWith(t, `${ORDER}${READ_MODELS}${NEVER_OPENS}`)
    const child = start(folder, 'project', 'lines', '--json')
    t.after(() => child.kill('SIGKILL'))
    child.stderr.once('data', () => child.kill('SIGINT'))
    const { code, stdout, stderr } = await ended(child)
    assert.equal(code, 130, stderr)
    assert.deepEqual(jsonLines(stdout), [{ kind: 'interrupted', projections: [], signal: 'SIGINT' }])
  })

  test('shows one line on a terminal, in its width', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    const interrupt = new AbortController()
    const [output, notes] = [tty(80), tty(80)]
    const shown: string[] = []
    notes.setEncoding('utf8').on('data', (part: string) => shown.push(part))
    const ran = run(
      ['project', 'lines'],
      new Terminal({ folder, input: noInput, output, notes, interrupt: interrupt.signal }),
    )
    const told = (): string => shown.join('')
    while (!told().includes('\rlines@1.1  live  3 events, 0 a second, position 3')) await turn()
    await append(folder, 'order-9', 'OrderPlaced', { lines: [CUP] })
    while (!told().includes('\rlines@1.1  live  4 events, ')) await turn()
    interrupt.abort('SIGINT')
    assert.equal(await ran, 130)
    assert.match(told(), /\r {40,}\rlines@1\.1 is stopped at position 4: 4 events\.\n$/)
    for (const line of told().split(/[\r\n]/)) assert.ok(line.length < 80, line)
  })
})

/** Asserts how a command ended: its exit code, its one outcome, and its last sentence. */
const endsWith = (ran: Ran, code: number, kind: string, says: RegExp): void => {
  assert.equal(ran.code, code, ran.stderr)
  assert.deepEqual(
    jsonLines(ran.stdout).map((line) => line['kind']),
    [kind],
  )
  assert.match(ran.stderr, says)
  assert.doesNotMatch(ran.stderr, /\n {4}at /)
}

const once = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  tenonAgain(folder, 'project', 'lines', '--once', '--json', ...words)

describe('tenon project ends with an exit code and one outcome', () => {
  test('if the store of events does not exist, which it does not make', async (t) => {
    const folder = await projectionsFolder(t)
    endsWith(
      await once(folder),
      12,
      'failed',
      /^tenon: projections\.lines\.events: not_found: open: .*events\.db does not exist/,
    )
    assert.ok(!(await readdir(folder)).some((name) => name.endsWith('.db')))
  })

  test('if an event cannot be read', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    await append(folder, 'order-9', 'OrderPaid', { by: 9 })
    const ran = await once(folder)
    endsWith(ran, 1, 'unreadable', /^tenon: lines@1\.1 has ended\. unreadable: .*OrderPaid at revision 0 of order-9/m)
    assert.partialDeepStrictEqual(outcomeIn(ran.stdout), { projections: [{ events: 3, checkpoint: { position: 3 } }] })
    const [both] = [await tenonAgain(folder, 'project', 'paid', 'lines', '--once')]
    assert.equal(both.code, 1)
  })

  test('if the log was restored, or is another one', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    assert.equal((await once(folder)).code, 0)
    await rm(join(folder, 'events.db'))
    await append(folder, 'order-7', 'OrderPaid', { by: 'card' })
    endsWith(
      await once(folder),
      1,
      'ahead',
      /^tenon: lines@1\.1 has ended\. ahead: The log ends at position 1.* that is --rebuild\.$/m,
    )
    await fill(folder)
    endsWith(await once(folder), 1, 'another_history', /^tenon: lines@1\.1 has ended\. another_history: /m)
    const rebuilt = await once(folder, '--rebuild')
    endsWith(rebuilt, 0, 'done', /^lines@1\.2 has caught up at position 4: 4 events/m)
  })

  test("if the projection's own code throws", async (t) => {
    const folder = await projectionsFolder(t)
    await append(folder, 'order-7', 'OrderPlaced', { lines: [{ item: 'bomb', price: 1 }] })
    endsWith(await once(folder), 1, 'defect', /^tenon: lines@1\.1 has ended\. defect: .*It exploded\./m)
  })

  test("if its file is of another projection, with the failure's own exit code", async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    assert.equal((await tenonAgain(folder, 'project', 'paid', '--once')).code, 0)
    const config = join(folder, 'tenon.config.ts')
    await writeFile(config, (await readFile(config, 'utf8')).replace('model: paid()', "model: paid('payments')"))
    const ran = await tenonAgain(folder, 'project', 'paid', '--once', '--json')
    endsWith(ran, 18, 'failed', /^tenon: projections\.paid\.model: misconfigured: /)
    assert.equal(outcomeIn(ran.stdout)['failure'], 'misconfigured')
  })

  test('if the store of events grants less than its need requires', async (t) => {
    const folder = await projectionsFolder(t)
    await fill(folder)
    const config = join(folder, 'tenon.config.ts')
    await writeFile(config, (await readFile(config, 'utf8')).replace('max_event_bytes: 65_536', 'max_event_bytes: 9e9'))
    endsWith(await once(folder), 2, 'shortfall', /projections\.lines\.events grants less than its need requires/)
  })
})

describe('the projections of a config are checked', () => {
  const entry = 'events: stores.events, settings, model: paid()'
  const edges: readonly (readonly [projections: string, says: RegExp])[] = [
    ['', /tenon\.config\.ts exports no projections\. It must have: export const projections = \{/],
    ['{}', /exports projections without any projection in it\./],
    ['{ orders: 1 }', /exports no projection "lines"\. It has: orders\./],
    [
      '{ lines: 1 }',
      /projections\.lines of \S+tenon\.config\.ts is not an entry of a projection\. It must have events,/,
    ],
    ['{ lines: paid() }', /projections\.lines of \S+ is a read model without its store of events\./],
    ["{ lines: declared('lines') }", /projections\.lines of \S+ is a projection without its stores\./],
    ['{ lines: { settings, model: paid() } }', /projections\.lines of \S+ has no events\./],
    ['{ lines: { events: stores.events, model: paid() } }', /projections\.lines of \S+ has no settings\./],
    ['{ lines: { events: stores.events, settings } }', /projections\.lines of \S+ has neither a model nor documents\./],
    [`{ lines: { ${entry}, documents: 1 } }`, /projections\.lines of \S+ has both a model and documents\./],
    [
      '{ lines: { events: stores.events, settings, documents: 1 } }',
      /projections\.lines of \S+ has documents and no entries\./,
    ],
    [
      '{ lines: { events: stores.events, settings, documents: declared("a"), entries: stores.events } }',
      /projections\.lines\.documents of \S+ is not a projection into documents\. Make one/,
    ],
    [`{ lines: { ${entry}, events: 1 } }`, /projections\.lines\.events of \S+ is not a binding\. Make one with bind/],
    [`{ lines: { ${entry}, model: {} } }`, /projections\.lines\.model of \S+ is not a read model\. Make one/],
    [
      `{ lines: { ${entry}, settings: { ...settings, pageEvents: 0 } } }`,
      /projections\.lines\.settings of \S+ cannot be used: settings\.pageEvents must be a whole number from 1 to 1000, not 0\./,
    ],
  ]
  for (const [projections, says] of edges)
    test(projections === '' ? 'none' : projections, async (t) => {
      const exported = projections === '' ? '' : `export const projections = ${projections}`
      const folder = await folderWith(t, `${ORDER}${READ_MODELS}\n${exported}\n`)
      endsWith(await tenonHere(folder, 'project', 'lines', '--json'), 2, 'usage', says)
    })
})
