import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { retrying, tight, usual } from 'tenon/conformance'
import { certify } from './certify.ts'
import { shippedRigs } from './rigs.ts'

const USAGE = `npm run certify -- [--times 20] [--rig <name>]... [--docs <folder>]
Proves every binding that this package ships, under each policy, and writes docs/certificates/ and the tables of docs/guarantees.md.`

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    rig: { type: 'string', multiple: true, default: [] },
    docs: { type: 'string', default: fileURLToPath(new URL('../../docs/', import.meta.url)) },
  },
})
const shipped = await shippedRigs()
const rigs = shipped.filter(({ name }) => values.rig.length === 0 || values.rig.includes(name))
const times = Number(values.times)
const unknown = values.rig.filter((name) => !shipped.some((rig) => rig.name === name))
if (unknown.length > 0 || !Number.isInteger(times) || times < 1) {
  console.error(`${USAGE}\nThe rigs are ${shipped.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
const broken = await certify({
  rigs,
  policies: { usual, retrying, tight },
  effort: 'full',
  times,
  docs: resolve(values.docs),
  on: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
  say: console.log,
})
process.exitCode = broken.length === 0 ? 0 : 1
