import type { Capability } from '../../../domain/capability/capability.ts'
import { describe } from '../../../domain/capability/describe.ts'
import { deepFreeze } from '../../../domain/capability/declaration.ts'
import { withDerived } from '../../../domain/conformance/derived/derive.ts'
import { equal } from '../../../domain/conformance/expect.ts'
import type { Laws } from '../../../domain/conformance/law.ts'
import {
  type Counts,
  type LawVerdict,
  merged,
  type Settled,
  verdictOnLaw,
} from '../../../domain/conformance/summary.ts'
import type { BoundTechnology } from '../../binding/executor.ts'
import { canonicalHash, filesHash } from '../../node/hash.ts'
import { packageVersion } from '../../node/package.ts'
import type { Trial } from './conformance.ts'
import { usual } from './policies.ts'
import type { Report } from './report.ts'
import type { Rig } from '../rig.ts'

/** What was proved of which binding, and how: the content of a JSON file. */
export interface Certificate {
  /** The version of this format. */
  readonly format: 1
  readonly capability: { readonly name: string; readonly version: number; readonly hash: string }
  readonly binding: { readonly name: string; readonly technology: BoundTechnology }
  /** A day, such as `2026-01-31`. */
  readonly certified_on: string
  /** The versions of this package, of Node and of what the binding depends on, and the platform. */
  readonly versions: { readonly [name: string]: string }
  /** The hash of the kit's files. */
  readonly kit: string
  /** The hash of the executor's files. */
  readonly executor: string
  readonly runs: { readonly effort: Trial['effort']; readonly policies: readonly string[]; readonly times: number }
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  readonly failures: readonly string[]
  /** By the name of the law. */
  readonly laws: { readonly [name: string]: LawCertified }
  /** By the id of the case. */
  readonly cases: { readonly [id: string]: CaseCertified }
  /** The reasons why the rig exempts cases, by the id of the case. */
  readonly exemptions: { readonly [id: string]: string }
}

/** The verdict on a law, and the number of its cases with each verdict. */
export interface LawCertified extends Counts {
  readonly verdict: LawVerdict['kind']
}

/** The verdict on a case, with the reason if it is not kept. */
export type CaseCertified = 'kept' | { readonly [kind: string]: string }

/** How the reports of a certificate were made. */
export interface Certifying {
  /** The names of the policies. */
  readonly policies: readonly string[]
  /** How many times the cases were run under each policy. */
  readonly times: number
  /** The day, such as `2026-01-31`. */
  readonly on: string
}

/**
 * Makes a certificate from all reports on a rig. Reads the files of the kit and of the executor, and rejects with the
 * system's error if they are missing.
 */
export const certificateOf = async <C extends Capability>(
  rig: Rig<C>,
  [report, ...more]: readonly [Report, ...Report[]],
  { policies, times, on }: Certifying,
): Promise<Certificate> => {
  const { capability, laws } = withDerived(rig.specification)
  const cases = merged([report, ...more].map((each) => each.cases))
  const { technology, grants, limits, failures } = report
  return deepFreeze(
    structuredClone({
      format: 1,
      capability: { name: capability.name, version: capability.version, hash: capabilityHash(capability) },
      binding: { name: rig.name, technology },
      certified_on: on,
      versions: sorted({ ...rig.versions, ...(await versions()) }),
      kit: await kitHash(),
      executor: await filesHash(rig.sources),
      runs: { effort: report.trial.effort, policies, times },
      grants,
      limits,
      failures,
      laws: lawsOf(laws, cases),
      cases: sorted(Object.fromEntries(cases.map((each) => [each.id, certified(each)]))),
      exemptions: sorted(Object.fromEntries(rig.exemptions.map(({ id, reason }) => [id, reason]))),
    }),
  )
}

const lawsOf = (laws: Laws, cases: readonly Settled[]): Certificate['laws'] =>
  Object.fromEntries(
    Object.keys(laws).map((name) => {
      const { kind, counts } = verdictOnLaw({ cases }, name)
      return [name, { verdict: kind, ...counts }]
    }),
  )

const certified = ({ law, verdict }: Settled): CaseCertified => {
  if (verdict.kind === 'kept') return verdict.kind
  const foreign = verdict.kind === 'broken' && verdict.law !== law ? `${verdict.law}: ` : ''
  return { [verdict.kind]: `${foreign}${verdict.says}` }
}

const sorted = <Value>(record: { readonly [name: string]: Value }): { readonly [name: string]: Value } =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const versions = async (): Promise<{ readonly [name: string]: string }> => ({
  tenon: await packageVersion(),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
})

const capabilityHash = (capability: Capability): string => canonicalHash(describe(capability))

/** The folders of the kit, as it runs: the sources, or what is compiled of them. Their hashes differ. */
const KIT = ['../../../domain/conformance/', '../../lab/'] as const

const kitHash = (): Promise<string> => filesHash(KIT.map((path) => new URL(path, import.meta.url).href))

/**
 * Returns a sentence for each reason why a certificate is not valid now: the files or promises have changed, or it says
 * that something is broken or unproved.
 */
export const flawsOf = async <C extends Capability>(
  certificate: Certificate,
  rig: Rig<C>,
): Promise<readonly string[]> => {
  const { binding, cases, grants, limits, failures } = certificate
  // This binding is never opened. It only says what it promises.
  const bound = rig.binding({ folder: '/nowhere', name: 'nowhere' }, usual)
  const promises = { grants: bound.grants, limits: bound.limits, failures: bound.failures }
  return [
    ...(equal(promises, { grants, limits, failures }) ? [] : ['It was given for other promises than there are now.']),
    ...(rig.name === binding.name ? [] : [another('binding')]),
    ...(await behindBy(certificate, rig)),
    ...Object.entries(cases).flatMap(([id, verdict]) => flawOfCase(id, verdict)),
  ]
}

/** Returns a sentence for each part that has changed since the certificate was made, and is therefore not proved. */
export const behindBy = async <C extends Capability>(
  { capability, kit, executor }: Certificate,
  rig: Rig<C>,
): Promise<readonly string[]> => {
  const now: readonly (readonly [what: string, is: string, was: string])[] = [
    ['capability', capabilityHash(rig.specification.capability), capability.hash],
    ['kit', await kitHash(), kit],
    ['executor', await filesHash(rig.sources), executor],
  ]
  return now.filter(([, is, was]) => is !== was).map(([what]) => another(what))
}

const another = (what: string): string => `It was given for another ${what} than there is now.`

const flawOfCase = (id: string, verdict: CaseCertified): readonly string[] =>
  verdict === 'kept'
    ? []
    : Object.entries(verdict)
        .filter(([kind]) => kind === 'broken' || kind === 'unproved')
        .map(([kind, says]) => `${id} is ${kind}: ${says}`)
