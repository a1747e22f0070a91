import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Capability } from 'tenon'
import type { Policy } from 'tenon/bind'
import {
  type Certificate,
  certificateOf,
  flawsOf,
  prove,
  type Report,
  type Rig,
  type Settled,
  type Trial,
} from 'tenon/conformance'
import { behindBy } from '../../src/service/lab/runner/certificate.ts'
import { filesHash } from '../../src/service/node/hash.ts'
import { jsonText } from '../../src/service/node/json-text.ts'
import { withTables } from './tables.ts'
import { tally } from './tally.ts'

const FILES = ['../../src/', '../service/'].map((path) => new URL(path, import.meta.url).href)

/** What is to be certified, how, and where it is written. */
export interface Certifying<C extends Capability> {
  readonly rigs: readonly Rig<C>[]
  readonly policies: { readonly [name: string]: Policy }
  readonly effort: Trial['effort']
  readonly times: number
  /** It holds `guarantees.md`, and gets `certificates/`. */
  readonly docs: string
  /** The day, such as `2026-01-31`. */
  readonly on: string
  readonly say: (line: string) => void
}

/** Proves rigs, writes the certificate of each that breaks nothing, and the tables of the document from all certificates there are. Gives the names of those that broke something. */
export const certify = async <C extends Capability>(certifying: Certifying<C>): Promise<readonly string[]> => {
  const { rigs, docs, say } = certifying
  const broken: string[] = []
  await mkdir(join(docs, 'certificates'), { recursive: true })
  for (const rig of rigs) {
    const before = await filesHash(FILES)
    const certificate = await certified(rig, certifying)
    // Other processes load the files anew, so a proof of files that change meanwhile is one of nothing.
    if ((await filesHash(FILES)) !== before) throw new Error('The sources were changed meanwhile. Certify again.')
    const path = join(docs, 'certificates', `${rig.name}.json`)
    if (certificate === 'broken') broken.push(rig.name)
    else await writeFile(path, jsonText(certificate))
    say(certificate === 'broken' ? `${rig.name}: a law is broken; no certificate was written.` : `Wrote ${path}.`)
  }
  const document = join(docs, 'guarantees.md')
  const text = await readFile(document, 'utf8')
  await writeFile(document, withTables(text, await certificatesIn(docs)))
  say(`Wrote the tables of ${document}.`)
  return broken
}

const certified = async <C extends Capability>(
  rig: Rig<C>,
  { policies, effort, times, on, say }: Certifying<C>,
): Promise<Certificate | 'broken'> => {
  const reports: Report[] = []
  for (const [name, policy] of Object.entries(policies)) {
    const runs: Report[] = []
    for (let time = 1; time <= times; time += 1) {
      const from = performance.now()
      runs.push(await prove(rig, { policy, effort }, (settled) => sayOf(settled, say)))
      say(`${rig.name}, ${name}, ${time} of ${times}: ${Math.round((performance.now() - from) / 1000)} s`)
    }
    for (const line of tally(runs.map(({ cases }) => cases))) say(`${rig.name}, ${name}: ${line}`)
    reports.push(...runs)
  }
  const [first, ...more] = reports
  const broken = reports.some(({ cases }) => cases.some(({ verdict }) => verdict.kind === 'broken'))
  if (first === undefined || broken) return 'broken'
  return certificateOf(rig, [first, ...more], { policies: Object.keys(policies), times, on })
}

/** What is not as hoped for is said at once: it may be long until all is done. */
const sayOf = ({ id, verdict }: Settled, say: (line: string) => void): void => {
  if (verdict.kind === 'broken') say(`  broken ${verdict.law}: ${id}: ${verdict.says}`)
  if (verdict.kind === 'unproved') say(`  unproved ${id}: ${verdict.says}`)
}

/** What keeps the certificates in a folder of documents from holding for these rigs today. */
export const flawsIn = async <C extends Capability>(
  docs: string,
  rigs: readonly Rig<C>[],
): Promise<readonly string[]> => {
  const certificates = await certificatesIn(docs)
  const strange = certificates.filter(({ binding }) => !rigs.some(({ name }) => name === binding.name))
  const lacking = rigs.filter(({ name }) => !certificates.some(({ binding }) => binding.name === name))
  return [
    ...strange.map(({ binding }) => `There is no rig ${binding.name}.`),
    ...lacking.map(({ name }) => `${name} has no certificate.`),
    ...(await said(certificates, rigs, flawsOf)),
  ]
}

/** Which of the certificates in a folder of documents were given for other files than there are now. */
export const behindIn = async <C extends Capability>(
  docs: string,
  rigs: readonly Rig<C>[],
): Promise<readonly string[]> => said(await certificatesIn(docs), rigs, behindBy)

const said = async <C extends Capability>(
  certificates: readonly Certificate[],
  rigs: readonly Rig<C>[],
  says: (certificate: Certificate, rig: Rig<C>) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const all = certificates.map(async (certificate) => {
    const rig = rigs.find(({ name }) => name === certificate.binding.name)
    return rig === undefined ? [] : (await says(certificate, rig)).map((flaw) => `${rig.name}: ${flaw}`)
  })
  return (await Promise.all(all)).flat()
}

/** The certificates in a folder of documents, by name. */
export const certificatesIn = async (docs: string): Promise<readonly Certificate[]> => {
  const files = await readdir(join(docs, 'certificates')).catch(() => [])
  const texts = files
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFile(join(docs, 'certificates', file), 'utf8'))
  const certificates = (await Promise.all(texts)).map((text): Certificate => JSON.parse(text))
  return certificates.toSorted((a, b) => (a.binding.name < b.binding.name ? -1 : 1))
}
