import { type Law, laws } from '../../domain/conformance/law.ts'
import { type Counts, countsOf, type LawVerdict, type Settled, verdictOnLaw } from '../../domain/conformance/summary.ts'
import type { Report } from '../../service/lab/report.ts'
import { clean } from './event-line.ts'

/** What was tried of a rig, and what came of it. */
export interface Proof {
  /** One of the reports, for what the binding says of itself. */
  readonly report: Report
  readonly policies: readonly string[]
  /** The laws that were asked for. */
  readonly laws: readonly Law[]
  /** The cases under all of the policies. */
  readonly cases: readonly Settled[]
}

/** The verdict as a text for people: a line a law, and below it what is not as it should be. */
export const verdictText = (proof: Proof): string => {
  const { name, technology, trial } = proof.report
  const verdicts = verdictsOf(proof)
  const broken = verdicts.filter(([, { kind }]) => kind === 'broken').length
  return [
    `${name} on ${technology.name}  effort ${trial.effort}  policy ${proof.policies.join(', ')}`,
    '',
    ...verdicts.flatMap(([law, verdict]) => lawLines(law, verdict)),
    '',
    `${sum(countsOf(proof.cases))}. ${broken === 0 ? 'No law is broken.' : broken === 1 ? 'A law is broken.' : `${broken} laws are broken.`}`,
  ].join('\n')
}

/** The verdict as JSON. */
export const verdictJson = (proof: Proof): object => {
  const { name, technology, grants, limits, failures, trial } = proof.report
  const exempt = proof.cases.flatMap(({ id, verdict }) => (verdict.kind === 'exempt' ? [[id, verdict.says]] : []))
  return {
    name,
    technology,
    effort: trial.effort,
    policies: proof.policies,
    grants,
    limits,
    failures,
    laws: Object.fromEntries(verdictsOf(proof).map(([law, { kind, counts }]) => [law, { verdict: kind, ...counts }])),
    exempt: Object.fromEntries(exempt),
  }
}

/** The verdicts on the laws that were asked for, and on those that were broken on the way. */
const verdictsOf = (proof: Proof): readonly (readonly [Law, LawVerdict])[] =>
  // The keys of the table itself, which the compiler takes for any text.
  (Object.keys(laws) as Law[])
    .map((law) => [law, verdictOnLaw(proof, law)] as const)
    .filter(([law, { kind }]) => proof.laws.includes(law) || kind === 'broken')

const lawLines = (law: Law, { kind, counts, broken, unproved, exempt }: LawVerdict): string[] => [
  `  ${WORDS[kind].padEnd(WIDTH)}  ${law.padEnd(LAW_WIDTH)}  ${sum(counts)}`,
  ...(broken.length === 0 ? [] : [`      The law: ${laws[law].says}`]),
  ...broken.flatMap(({ id, says, verdict }) => [`      ${id}: ${says}`, ...told('Not so', verdict)]),
  ...unproved.flatMap(({ id, verdict }) => [`      ${id}`, ...told('Not tried', verdict, law)]),
  ...exempt.flatMap(({ id, verdict }) => [`      ${id}`, ...told('Exempt', verdict)]),
]

const told = (word: string, verdict: Settled['verdict'], own?: Law): string[] => {
  if (verdict.kind === 'kept') return []
  const says = own !== undefined && verdict.kind === 'broken' ? `it broke the law ${verdict.law}` : verdict.says
  return `${word}: ${says}`.split('\n').map((line) => `        ${clean(line)}`)
}

const sum = (counts: Counts): string => {
  // The keys are those of the counts.
  const kinds = (Object.keys(counts) as (keyof Counts)[]).filter((kind) => counts[kind] > 0)
  return kinds.map((kind) => `${counts[kind].toLocaleString('en')} ${WORDS[kind]}`).join(', ') || 'no case was run'
}

const WORDS: { readonly [Kind in keyof Counts]: string } = {
  kept: 'kept',
  broken: 'broken',
  unproved: 'unproved',
  not_promised: 'not promised',
  exempt: 'exempt',
}

const WIDTH = WORDS.not_promised.length
const LAW_WIDTH = Math.max(...Object.keys(laws).map(({ length }) => length))
