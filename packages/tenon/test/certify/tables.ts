import type { Capability } from 'tenon'
import { eventSpecification, keyValueSpecification, runsSpecification } from 'tenon/conformance'
import { withDerived } from '../../src/domain/conformance/derived/derive.ts'
import type { Shipped } from './certify.ts'

/** A certificate, and whether it is behind the files. */
interface Column extends Shipped {
  readonly isBehind: boolean
}

/**
 * Returns a document with its tables written again from certificates. Each table lies between comments that name it.
 */
export const withTables = (document: string, certificates: readonly Shipped[], behind: ReadonlySet<string>): string => {
  const columns = certificates.map((one): Column => ({ ...one, isBehind: behind.has(one.binding.name) }))
  return Object.entries(tables).reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- ${name}: npm run certify writes this table -->`, `<!-- end of ${name} -->`]
    const [before = '', rest] = text.split(begin)
    const after = rest?.split(end)[1]
    if (after === undefined) throw new Error(`The document has no place for the table ${name}: ${begin} and ${end}.`)
    return `${before}${begin}\n\n${rows(columns).map(row).join('\n')}\n\n${end}${after}`
  }, document)
}

type Rows = (certificates: readonly Column[]) => readonly (readonly string[])[]

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const MARK = ' (behind)'

const linked = ({ binding: { name }, isBehind }: Column): string =>
  `[\`${name}\`](certificates/${name}.json)${isBehind ? MARK : ''}`

/** Returns the names of the certificates that a document marks as behind. */
export const markedIn = (document: string): ReadonlySet<string> =>
  new Set([...document.matchAll(/\[`(\w+)`\]\(certificates\/\w+\.json\) \(behind\)/g)].map(([, name = '']) => name))

/** Makes a table that ends with one column for each certificate. */
const table =
  (
    captions: readonly string[],
    names: readonly string[],
    first: (name: string) => readonly string[],
    cell: (name: string, certificate: Shipped) => string,
  ): Rows =>
  (certificates) => {
    const columns = certificates.map(linked)
    return [
      [...captions, ...columns],
      [...captions, ...columns].map(() => '---'),
      ...names.map((name) => [...first(name), ...certificates.map((certificate) => cell(name, certificate))]),
    ]
  }

const most = (name: string, limit: number | undefined): string =>
  limit === Number.MAX_SAFE_INTEGER && name.endsWith('_ms') ? 'for ever' : (limit?.toLocaleString('en-US') ?? '')

const verdict = (name: string, certificate: Shipped): string => {
  const found = Object.entries(certificate.laws).find(([law]) => law === name)?.[1]
  if (found === undefined) return ''
  const counts = {
    kept: found.kept,
    unproved: found.unproved,
    'not promised': found.not_promised,
    exempt: found.exempt,
  }
  const word = found.verdict.replace('_', ' ')
  const own = Object.entries(counts).find(([kind]) => kind === word)?.[1] ?? found.broken
  const others = Object.entries(counts).filter(([kind, count]) => kind !== word && count > 0)
  return [`${word} (${own === 0 ? 'no case' : own})`, ...others.map(([kind, count]) => `${count} ${kind}`)].join(', ')
}

/** Says whether a failure was provoked. The case that provokes it has its name. */
const provoked = (name: string, { cases, failures }: Shipped): string => {
  const found = cases[`reachability/${name}`]
  if (!failures.includes(name) || found === undefined) return 'never given'
  if (found === 'kept') return 'yes'
  if ('not_promised' in found) return 'never given'
  return 'exempt' in found ? 'exempt' : 'no'
}

/** How many characters of a commit's hash a table shows. */
const SHORT = 12

const made: Rows = (certificates) => [
  ['certificate', 'made for commit', 'on', 'effort', 'policies'],
  ['---', '---', '---', '---', '---'],
  ...certificates.map((one) => [
    linked(one),
    `\`${one.commit?.slice(0, SHORT) ?? 'none'}\``,
    one.certified_on,
    one.runs.effort,
    one.runs.policies.join(', '),
  ]),
]

/** Makes the tables about one capability: those of its certificates have a column. */
const tablesOf = (
  prefix: string,
  { name, guarantees, limits, failures }: Capability,
  laws: { readonly [law: string]: { readonly says: string } },
): { readonly [name: string]: Rows } => {
  const own =
    (rows: Rows): Rows =>
    (certificates) =>
      rows(certificates.filter(({ capability }) => capability.name === name))
  const tables: { readonly [name: string]: Rows } = {
    grants: table(
      ['ladder', 'rungs'],
      Object.keys(guarantees),
      (ladder) => [ladder, guarantees[ladder]?.join(' < ') ?? ''],
      (ladder, { grants }) => grants[ladder] ?? '',
    ),
    limits: table(
      ['limit'],
      Object.keys(limits),
      (limit) => [`\`${limit}\`: ${limits[limit]?.says}`],
      (limit, certificate) => most(limit, certificate.limits[limit]),
    ),
    laws: table(
      ['law', 'says'],
      Object.keys(laws),
      (law) => [`\`${law}\``, laws[law]?.says ?? ''],
      (law, certificate) => verdict(law, certificate),
    ),
    failures: table(['provoked'], Object.keys(failures), (word) => [`\`${word}\``], provoked),
  }
  const titled = Object.entries(tables).filter(([title]) => title !== 'limits' || Object.keys(limits).length > 0)
  return Object.fromEntries(titled.map(([title, rows]) => [`${prefix}${title}`, own(rows)]))
}

/** The tables need no rig of it. */
const runs = runsSpecification(() => Promise.reject(new Error('Nothing is run for a table.')))

const tables: { readonly [name: string]: Rows } = {
  certificates: made,
  ...tablesOf('', eventSpecification.capability, eventSpecification.laws),
  ...tablesOf('key_value ', keyValueSpecification.capability, withDerived(keyValueSpecification).laws),
  ...tablesOf('runs ', runs.capability, withDerived(runs).laws),
}
