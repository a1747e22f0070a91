import { type Counts, countsOf } from '../../../../domain/conformance/summary.ts'
import { byReason, type Group, reasonLines, reasonOf } from './reasons.ts'
import { type Proof, type LawRow, verdictsOf, type Word } from './verdicts.ts'

/** Returns the verdict as a text for people: one line per law, and below it the cases that need attention. */
export const verdictText = (proof: Proof): string => {
  const { name, technology, trial } = proof.report
  const rows = verdictsOf(proof)
  const broken = rows.filter(({ word }) => word === 'broken').length
  const none = proof.stopped === null ? 'No law is broken.' : 'No law is broken so far.'
  return [
    `${name} on ${technology.name}  effort ${trial.effort}  policy ${proof.policies.join(', ')}`,
    '',
    ...rows.flatMap((each) => lawLines(proof, each)),
    '',
    `${sum(countsOf(proof.cases))}. ${broken === 0 ? none : broken === 1 ? 'A law is broken.' : `${broken} laws are broken.`}`,
    ...(proof.ids === 'all' ? [] : ['The other cases were not run; those of other laws could break these laws too.']),
  ].join('\n')
}

const lawLines = ({ rerun, table }: Proof, { law, word, verdict }: LawRow): readonly string[] => {
  const { broken, unproved, exempt } = verdict
  return [
    `  ${WORDS[word].padEnd(WIDTH)}  ${law.padEnd(widest(table))}  ${lawSum({ law, word, verdict })}`.trimEnd(),
    ...(broken.length === 0 ? [] : [`      The law: ${table[law]?.says ?? law}`]),
    ...byReason(broken).flatMap((group) => [
      `      ${group.first.id}: ${group.first.says}`,
      ...reasonRows('Not so', group),
      `        Alone: ${rerun(group.first.id)}`,
    ]),
    ...byReason(unproved).flatMap((group) => [`      ${group.first.id}`, ...reasonRows('Not tried', group)]),
    ...byReason(exempt).flatMap((group) => [`      ${group.first.id}`, ...reasonRows('Exempt', group)]),
  ]
}

const reasonRows = (word: string, { first, more }: Group): readonly string[] => {
  const ids = more.slice(0, MOST_IDS).map(({ id }) => id)
  const rest = more.length > ids.length ? ', …' : ''
  return [
    ...reasonLines(`${word}: ${reasonOf(first)}`).map((line) => `        ${line}`),
    ...(ids.length === 0
      ? []
      : [`        The same for ${more.length.toLocaleString('en')} more: ${ids.join(', ')}${rest}`]),
  ]
}

/** The JSON has the ids of all cases. */
const MOST_IDS = 12

/** Returns the counts of a law's cases, and of the cases of other laws that broke it. */
const lawSum = ({ law, word, verdict: { counts, broken, unjudged } }: LawRow): string => {
  const { kept, broken: all, ...rest } = counts
  const foreign = broken.filter((each) => each.law !== law).map((each) => each.law)
  const others = unjudged.map(({ verdict }) => verdict.law)
  const parts = [
    ...kinds({ kept, broken: all - foreign.length }),
    ...(foreign.length === 0
      ? []
      : [`${counted(foreign.length)} broken by ${among(foreign, 'a case of', 'cases of')}`]),
    ...(others.length === 0
      ? []
      : [`${counted(others.length)} not judged: ${among(others, 'it broke', 'they broke')}`]),
    ...kinds(rest),
  ]
  return parts.join(', ') || (word === 'not_run' ? '' : 'no case was run')
}

const among = (found: readonly string[], one: string, many: string): string =>
  `${found.length === 1 ? one : many} ${[...new Set(found)].join(' and ')}`

const sum = (counts: Counts): string => kinds(counts).join(', ') || 'No case was run'

const kinds = (counts: Partial<Counts>): readonly string[] =>
  // The keys are those of the counts.
  (Object.entries(counts) as [keyof Counts, number][])
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${counted(count)} ${WORDS[kind]}`)

const counted = (count: number): string => count.toLocaleString('en')

const WORDS: { readonly [Kind in keyof Counts | Word]: string } = {
  kept: 'kept',
  broken: 'broken',
  unproved: 'unproved',
  not_promised: 'not promised',
  exempt: 'exempt',
  unfinished: 'unfinished',
  not_run: 'not run',
}

const WIDTH = WORDS.not_promised.length
const widest = (laws: Proof['table']): number => Math.max(...Object.keys(laws).map(({ length }) => length))
