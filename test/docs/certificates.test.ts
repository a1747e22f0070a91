import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { bind } from 'tenon/bind'
import type { EventStoreCapability } from 'tenon'
import { type Certificate, flawsOf, type Rig, type Settled } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import {
  behindIn,
  certificatesIn,
  certify,
  flawsIn,
  type Shipped,
  writeTables,
} from '../../packages/tenon/test/certify/certify.ts'
import { DOCS } from '../../packages/tenon/test/certify/places.ts'
import { due } from '../../packages/tenon/test/certify/rigs.ts'
import { markedIn, withTables } from '../../packages/tenon/test/certify/tables.ts'
import { tally } from '../../packages/tenon/test/certify/tally.ts'
import { folderFor, leastNeed } from '../../packages/tenon/test/service/semantics/stores.ts'
import * as memory from '../../packages/tenon/test/service/memory/rig.ts'

const ADVICE = 'Run "npm run certify".'

const dueHere = await due()
const shipped = dueHere.map(({ rig }) => rig)

test('Every binding has a certificate, and those that are behind the files are named', async (t) => {
  const behind = await behindIn(DOCS, shipped)
  for (const flaw of behind) t.diagnostic(flaw)
  assert.deepEqual(
    (await flawsIn(DOCS, shipped)).filter((flaw) => !behind.includes(flaw)),
    [],
    ADVICE,
  )
})

test('Every certificate names its commit, and was made after all cases were run, as the matrix says', async () => {
  for (const { binding, runs, commit } of await certificatesIn(DOCS)) {
    assert.match(commit ?? '', /^[0-9a-f]{40}$/, binding.name)
    const wanted = dueHere.find(({ rig }) => rig.name === binding.name)
    assert.deepEqual([runs.effort, runs.policies], [wanted?.effort, wanted?.policies], `${binding.name}: ${ADVICE}`)
  }
})

test('docs/guarantees.md marks every certificate that is behind, and its tables are what the certificates give', async () => {
  const document = await readFile(join(DOCS, 'guarantees.md'), 'utf8')
  const marked = markedIn(document)
  for (const rig of shipped)
    if ((await behindIn(DOCS, [rig])).length > 0)
      assert.ok(marked.has(rig.name), `${rig.name} is behind and not marked. Run "npm run certify -- --tables".`)
  assert.equal(document, withTables(document, await certificatesIn(DOCS), marked), ADVICE)
})

const EXEMPT = { id: 'append/conflict_says_where_the_stream_is', reason: 'It is tried here.' }

/** The rig of memory under another name, with one file as the sources of its executor. */
const rigOf = (file: string, stated: Partial<Rig<EventStoreCapability>>): Rig<EventStoreCapability> => ({
  ...memory,
  name: 'mine',
  faults: [],
  sources: [pathToFileURL(file).href],
  exemptions: [EXEMPT],
  ...stated,
})

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

/** Proves a rig in a folder of documents of its own, and returns what was printed. */
const certified = async (
  docs: string,
  rig: Rig<EventStoreCapability>,
): Promise<{ broken: readonly string[]; said: readonly string[] }> => {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const how = { times: 1, on: '2026-01-31', commit: COMMIT } as const
  const broken = await certify({ due: [{ rig, policies: ['usual'], effort: 'plain' }], docs, say, ...how }, [rig])
  return { broken, said }
}

const docsFor = async (t: TestContext): Promise<string> => {
  const docs = await folderFor(t)
  await cp(join(DOCS, 'guarantees.md'), join(docs, 'guarantees.md'))
  await writeFile(join(docs, 'executor.ts'), '')
  return docs
}

test('A certificate holds only for the files that it was made for', async (t) => {
  const docs = await docsFor(t)
  const rig = rigOf(join(docs, 'executor.ts'), {})
  const { broken, said } = await certified(docs, rig)
  assert.deepEqual(broken, [], said.join('\n'))
  assert.ok(said.includes(`mine, usual: ${EXEMPT.id}: 0 of 1 kept, 1 exempt`), said.join('\n'))
  const [certificate] = await certificatesIn(docs)
  assert.ok(certificate !== undefined)
  assert.deepEqual(certificate.runs, { effort: 'plain', policies: ['usual'], times: 1 })
  assert.deepEqual([certificate.certified_on, certificate.commit], ['2026-01-31', COMMIT])
  assert.deepEqual(certificate.exemptions, { [EXEMPT.id]: EXEMPT.reason })
  assert.deepEqual(certificate.cases[EXEMPT.id], { exempt: EXEMPT.reason })
  assert.equal(certificate.laws['append']?.exempt, 1)
  const ids = Object.keys(certificate.cases)
  assert.deepEqual(ids, ids.toSorted())
  assert.deepEqual(await flawsIn(docs, [rig]), [])
  const written = (): Promise<string> => readFile(join(docs, 'guarantees.md'), 'utf8')
  assert.ok(
    (await written()).includes('| [`mine`](certificates/mine.json) | `0123456789ab` | 2026-01-31 | plain | usual |'),
  )
  assert.deepEqual(markedIn(await written()), new Set())

  const flaws = (stated: Partial<Certificate>): Promise<readonly string[]> =>
    flawsOf({ ...certificate, ...stated }, rig)
  const { capability } = certificate
  assert.deepEqual(await flaws({ kit: '' }), ['It was given for another kit than there is now.'])
  assert.deepEqual(await flaws({ capability: { ...capability, hash: '' } }), [
    'It was given for another capability than there is now.',
  ])
  assert.deepEqual(await flaws({ cases: { 'append/a': { unproved: 'No.' }, 'append/b': { broken: 'So.' } } }), [
    'append/a is unproved: No.',
    'append/b is broken: So.',
  ])
  await writeFile(join(docs, 'executor.ts'), 'changed')
  const behind = ['mine: It was given for another executor than there is now.']
  assert.deepEqual([await behindIn(docs, [rig]), await flawsIn(docs, [rig])], [behind, behind])
  await writeTables(docs, [rig])
  assert.deepEqual(markedIn(await written()), new Set(['mine']))
  assert.ok((await written()).includes('| [`mine`](certificates/mine.json) (behind) | `0123456789ab` |'))
  assert.deepEqual(await flawsIn(docs, [{ ...rig, name: 'other' }]), [
    'There is no rig mine.',
    'other has no certificate.',
  ])
})

test('Certifying writes no certificate of a binding that breaks a law', async (t) => {
  const docs = await docsFor(t)
  const rig = rigOf(join(docs, 'executor.ts'), {
    binding: (_place, policy) => bind(leastNeed, new Forgetful(), policy),
  })
  const { broken, said } = await certified(docs, rig)
  assert.deepEqual(broken, ['mine'])
  assert.ok(said.some((line) => line.startsWith('  broken repeat: repeat/')))
  assert.ok(said.includes('mine: a law is broken; no certificate was written.'))
  assert.deepEqual(await certificatesIn(docs), [])
})

/** Answers every append as if it had just been stored. */
class Forgetful extends MemoryEventExecutor {
  override async execute(...[intent, attempt]: Parameters<MemoryEventExecutor['execute']>) {
    const outcome = await super.execute(intent, attempt)
    return outcome.kind === 'appended' ? { ...outcome, repeated: false } : outcome
  }
}

test('The tables have a column for each certificate, and say how many cases of a law had which verdict', async () => {
  const counts = { kept: 0, broken: 0, unproved: 0, not_promised: 0, exempt: 0 }
  const made = (name: string, stated: Partial<Shipped>): Shipped => ({
    commit: COMMIT,
    format: 1,
    capability: { name: 'event_store', version: 1, hash: '' },
    binding: { name, technology: { name: 'memory', packages: [] } },
    certified_on: '2026-01-31',
    versions: {},
    kit: '',
    executor: '',
    runs: { effort: 'full', policies: [], times: 1 },
    grants: { durability: 'none' },
    limits: { max_event_bytes: 1_048_576, dedupe_window_ms: Number.MAX_SAFE_INTEGER },
    failures: ['timeout', 'busy', 'full'],
    // Only the part that the test reads.
    laws: { append: { verdict: 'kept', ...counts, kept: 12, exempt: 1 } } as Certificate['laws'],
    cases: {},
    exemptions: {},
    ...stated,
  })
  const one = made('one', { cases: { 'reachability/timeout': 'kept', 'reachability/busy': { unproved: 'So.' } } })
  const two = made('two', {
    grants: { durability: 'power_loss' },
    laws: {
      append: { verdict: 'unproved', ...counts },
      repeat: { verdict: 'unproved', ...counts, kept: 1, unproved: 2, not_promised: 3 },
      read: { verdict: 'not_promised', ...counts, not_promised: 3 },
      // Only the part that the test reads.
    } as Certificate['laws'],
  })
  const document = withTables(await readFile(join(DOCS, 'guarantees.md'), 'utf8'), [one, two], new Set())
  for (const row of [
    '| ladder | rungs | [`one`](certificates/one.json) | [`two`](certificates/two.json) |',
    '| durability | none < process_crash < power_loss | none | power_loss |',
    '| `max_event_bytes`: The most bytes of UTF-8 that the data and metadata of one event may have as JSON. | 1,048,576 | 1,048,576 |',
    '| `append` | An append follows the rules, and stores all of its events or none. | kept (12), 1 exempt | unproved (no case) |',
    '| `repeat` | An append that is made again returns `repeated`, and stores nothing. |  | unproved (2), 1 kept, 3 not promised |',
    '| `read` | A page of a stream holds what was asked for, whatever the bounds are. |  | not promised (3) |',
    '| `timeout` | yes | never given |',
    '| `busy` | no | never given |',
    '| `connection_lost` | never given | never given |',
  ])
    assert.ok(document.split('\n').includes(row), `${row}\n\nis not in\n\n${document}`)
  assert.equal(withTables(document, [one, two], new Set()), document)
  assert.throws(() => withTables('', [], new Set()), /no place for the table certificates/)
})

test('The tally lists each case that was not always kept, with how often it was', () => {
  const runs = [run('kept', 'kept', 'not_promised'), run('kept', 'unproved', 'not_promised')]
  assert.deepEqual(tally(runs), ['1 of 2 cases: 2 of 2 kept', 'append/1: 1 of 2 kept, 1 unproved'])
})

const run = (...kinds: readonly ('kept' | 'not_promised' | 'unproved')[]): Settled[] =>
  kinds.map((kind, i) => ({ id: `append/${i}`, law: 'append', says: '', verdict: { kind, says: '' } }))
