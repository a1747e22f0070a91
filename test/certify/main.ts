import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { retrying, tight, usual } from 'tenon/conformance'
import { certify, flawsIn } from './certify.ts'
import { shippedRigs } from './rigs.ts'

const USAGE = `npm run certify -- [--times 20] [--rig <name>]... [--policy <name>]... [--effort short|full] [--docs <folder>] [--check]
Proves every binding that this package ships, under each policy, and writes docs/certificates/ and the tables of docs/guarantees.md.
Less than all of that is for looking: give it another folder with --docs. With --check nothing is proved: it says which certificates do not
hold for the files there are, and exits with 1 if there are any.`

const POLICIES = { usual, retrying, tight }

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    rig: { type: 'string', multiple: true, default: [] },
    policy: { type: 'string', multiple: true, default: Object.keys(POLICIES) },
    effort: { type: 'string', default: 'full' },
    check: { type: 'boolean', default: false },
    docs: { type: 'string', default: fileURLToPath(new URL('../../docs/', import.meta.url)) },
  },
})
const shipped = await shippedRigs()
const rigs = shipped.filter(({ name }) => values.rig.length === 0 || values.rig.includes(name))
const times = Number(values.times)
const effort = (['short', 'full'] as const).find((name) => name === values.effort)
const known = [...shipped.map(({ name }) => name), ...Object.keys(POLICIES)]
const unknown = [...values.rig, ...values.policy].filter((name) => !known.includes(name))
if (unknown.length > 0 || effort === undefined || !Number.isInteger(times) || times < 1) {
  console.error(`${USAGE}\nThe rigs and policies are ${known.join(', ')}.`)
  process.exit(2)
}
if (values.check) {
  const flaws = await flawsIn(resolve(values.docs), shipped)
  for (const flaw of flaws) console.error(flaw)
  process.exit(flaws.length === 0 ? 0 : 1)
}
const broken = await certify({
  rigs,
  policies: Object.fromEntries(Object.entries(POLICIES).filter(([name]) => values.policy.includes(name))),
  effort,
  times,
  docs: resolve(values.docs),
  on: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
  say: console.log,
})
process.exitCode = broken.length === 0 ? 0 : 1
