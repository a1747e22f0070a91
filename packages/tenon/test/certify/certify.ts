import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Capability } from 'tenon'
import {
  type Certificate,
  certificateOf,
  flawsOf,
  prove,
  type Report,
  retrying,
  type Rig,
  type Settled,
  tight,
  usual,
} from 'tenon/conformance'
import { behindBy } from '../../src/service/lab/runner/certificate.ts'
import { filesHash } from '../../src/service/node/hash.ts'
import { jsonText } from '../../src/service/node/json-text.ts'
import { FILES } from './places.ts'
import type { Due } from './rigs.ts'
import { withTables } from './tables.ts'
import { tally } from './tally.ts'

export const POLICIES = { usual, retrying, tight }

/** A certificate as this project ships it. It belongs to a release, and says which commit it was made for. */
export interface Shipped extends Certificate {
  /** The hash of the commit, or `null` if the sources were not committed. Such a certificate is not shipped. */
  readonly commit: string | null
}

/** What is to be certified, and where the certificates go. */
export interface Certifying<C extends Capability> {
  readonly due: readonly Due<C>[]
  readonly times: number
  /** The folder that holds `guarantees.md`, and gets `certificates/`. */
  readonly docs: string
  /** The day, such as `2026-01-31`. */
  readonly on: string
  readonly commit: string | null
  readonly say: (line: string) => void
}

/**
 * Proves rigs, and writes a certificate of each that breaks no law, and the tables of the document from all
 * certificates in the folder. `shipped` are all rigs that the folder may hold certificates of. Returns the names of the
 * rigs that broke a law.
 */
export const certify = async <C extends Capability>(
  certifying: Certifying<C>,
  shipped: readonly Rig<C>[],
): Promise<readonly string[]> => {
  const { due, docs, commit, say } = certifying
  const broken: string[] = []
  await mkdir(join(docs, 'certificates'), { recursive: true })
  for (const one of due) {
    const { name } = one.rig
    const before = await filesHash(FILES)
    const certificate = await certified(one, certifying)
    // Other processes load the files again, so files that change meanwhile make the proof worthless.
    if ((await filesHash(FILES)) !== before) throw new Error('The sources have changed meanwhile. Certify again.')
    const path = join(docs, 'certificates', `${name}.json`)
    if (certificate === 'broken') broken.push(name)
    else await writeFile(path, jsonText({ ...certificate, commit } satisfies Shipped))
    say(certificate === 'broken' ? `${name}: a law is broken; no certificate was written.` : `Wrote ${path}.`)
  }
  say(`Wrote the tables of ${await writeTables(docs, shipped)}.`)
  return broken
}

/**
 * Writes the tables of `guarantees.md` from the certificates beside it, and marks those that are behind. Returns the
 * document's path.
 */
export const writeTables = async <C extends Capability>(docs: string, shipped: readonly Rig<C>[]): Promise<string> => {
  const path = join(docs, 'guarantees.md')
  const certificates = await certificatesIn(docs)
  const behind = shipped.filter(({ name }) => certificates.some(({ binding }) => binding.name === name))
  const flaws = await Promise.all(behind.map((rig) => behindIn(docs, [rig])))
  const marked = new Set(behind.filter((_, i) => flaws[i]?.length !== 0).map(({ name }) => name))
  await writeFile(path, withTables(await readFile(path, 'utf8'), certificates, marked))
  return path
}

const certified = async <C extends Capability>(
  { rig, policies, effort }: Due<C>,
  { times, on, say }: Certifying<C>,
): Promise<Certificate | 'broken'> => {
  const reports: Report[] = []
  for (const name of policies) {
    const runs: Report[] = []
    for (let time = 1; time <= times; time += 1) {
      const from = performance.now()
      runs.push(await prove(rig, { policy: POLICIES[name], effort }, (settled) => sayOf(settled, say)))
      say(`${rig.name}, ${name}, ${time} of ${times}: ${Math.round((performance.now() - from) / 1000)} s`)
    }
    for (const line of tally(runs.map(({ cases }) => cases))) say(`${rig.name}, ${name}: ${line}`)
    reports.push(...runs)
  }
  const [first, ...more] = reports
  const broken = reports.some(({ cases }) => cases.some(({ verdict }) => verdict.kind === 'broken'))
  if (first === undefined || broken) return 'broken'
  return certificateOf(rig, [first, ...more], { policies, times, on })
}

/** Reports what is broken or unproved at once, because the rest may take long. */
const sayOf = ({ id, verdict }: Settled, say: (line: string) => void): void => {
  if (verdict.kind === 'broken') say(`  broken ${verdict.law}: ${id}: ${verdict.says}`)
  if (verdict.kind === 'unproved') say(`  unproved ${id}: ${verdict.says}`)
}

/** Says why the certificates in a folder of documents do not hold for these rigs today. */
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

/** Says which certificates in a folder of documents are behind: they were made for other files than there are now. */
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

/** Returns the certificates in a folder of documents, sorted by name. */
export const certificatesIn = async (docs: string): Promise<readonly Shipped[]> => {
  const files = await readdir(join(docs, 'certificates')).catch(() => [])
  const texts = files
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFile(join(docs, 'certificates', file), 'utf8'))
  const certificates = (await Promise.all(texts)).map((text): Shipped => JSON.parse(text))
  return certificates.toSorted((a, b) => (a.binding.name < b.binding.name ? -1 : 1))
}
