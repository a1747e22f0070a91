import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { certificatesIn, certify, flawsIn, POLICIES, writeTables } from './certify.ts'
import { commitOf } from './commit.ts'
import { DOCS, FILES } from './places.ts'
import { due } from './rigs.ts'
import { withTables } from './tables.ts'

const USAGE = `npm run certify -- [--times 20] [--rig <name>]... [--policy <name>]... [--effort short|full] [--docs <folder>] [--check | --tables]
Proves every binding that this package ships, as test/conformance-matrix.ts says, and writes docs/certificates/ and the tables of
docs/guarantees.md. The sources must be committed, because a certificate names its commit. To try less, or what is not committed, name another
folder with --docs. --check proves nothing: it says which certificates do not hold for the files there are, and exits with 1 if there are any.
--tables proves nothing either: it writes the tables, and marks the certificates that are behind.`

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    rig: { type: 'string', multiple: true, default: [] },
    policy: { type: 'string', multiple: true, default: Object.keys(POLICIES) },
    effort: { type: 'string' },
    check: { type: 'boolean', default: false },
    tables: { type: 'boolean', default: false },
    docs: { type: 'string', default: DOCS },
  },
})

/** Says how the command is used, and ends. */
const misused = (says: string): never => {
  console.error(`${says}\n\n${USAGE}`)
  return process.exit(2)
}

const docs = resolve(values.docs)
const all = await due()
const shipped = all.map(({ rig }) => rig)
const known = [...shipped.map(({ name }) => name), ...Object.keys(POLICIES)]
const unknown = [...values.rig, ...values.policy].filter((name) => !known.includes(name))
if (unknown.length > 0) misused(`There is no ${unknown.join(', ')}. The rigs and policies are ${known.join(', ')}.`)
const times = Number(values.times)
if (!Number.isInteger(times) || times < 1) misused('--times takes a whole number from 1.')
const stated = (['short', 'full'] as const).find((name) => name === values.effort)
if (values.effort !== undefined && stated === undefined) misused('--effort takes short or full.')

if (values.check) {
  const document = await readFile(join(docs, 'guarantees.md'), 'utf8')
  const isWritten = document === withTables(document, await certificatesIn(docs), new Set())
  const flaws = [
    ...(await flawsIn(docs, shipped)),
    ...(isWritten ? [] : ['The tables of guarantees.md are not those of certificates that hold.']),
  ]
  for (const flaw of flaws) console.error(flaw)
  process.exit(flaws.length === 0 ? 0 : 1)
}
if (values.tables) {
  console.log(`Wrote the tables of ${await writeTables(docs, shipped)}.`)
  process.exit(0)
}
const commit = commitOf(FILES)
if (commit === null && docs === DOCS)
  misused('The sources differ from the last commit. Commit them, or name another folder with --docs.')
const wanted = all
  .filter(({ rig }) => values.rig.length === 0 || values.rig.includes(rig.name))
  .map(({ rig, policies, effort }) => ({
    rig,
    policies: policies.filter((name) => values.policy.includes(name)),
    effort: stated ?? effort,
  }))
  .filter(({ policies }) => policies.length > 0)
const on = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
const broken = await certify({ due: wanted, times, docs, on, commit, say: console.log }, shipped)
process.exitCode = broken.length === 0 ? 0 : 1
