import { EventStore } from 'tenon'
import type { Certificate } from 'tenon/conformance'
import { laws } from '../../src/domain/conformance/event/laws.ts'

/** Gives a document with its tables written anew from certificates: each stands between comments that name it. */
export const withTables = (document: string, certificates: readonly Certificate[]): string =>
  Object.entries(tables).reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- ${name}: npm run certify writes this table -->`, `<!-- end of ${name} -->`]
    const [before = '', rest] = text.split(begin)
    const after = rest?.split(end)[1]
    if (after === undefined) throw new Error(`The document has no place for the table ${name}: ${begin} and ${end}.`)
    return `${before}${begin}\n\n${rows(certificates).map(row).join('\n')}\n\n${end}${after}`
  }, document)

type Rows = (certificates: readonly Certificate[]) => readonly (readonly string[])[]

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** A table whose last columns are one a certificate. */
const table =
  (
    captions: readonly string[],
    names: readonly string[],
    first: (name: string) => readonly string[],
    cell: (name: string, certificate: Certificate) => string,
  ): Rows =>
  (certificates) => {
    const columns = certificates.map(({ binding }) => `[\`${binding.name}\`](certificates/${binding.name}.json)`)
    return [
      [...captions, ...columns],
      [...captions, ...columns].map(() => '---'),
      ...names.map((name) => [...first(name), ...certificates.map((certificate) => cell(name, certificate))]),
    ]
  }

const ladders: { readonly [name: string]: readonly string[] } = EventStore.guarantees
const limits: { readonly [name: string]: { readonly says: string } } = EventStore.limits
const sentences: { readonly [name: string]: { readonly says: string } } = laws

const most = (name: string, limit: number | undefined): string =>
  limit === Number.MAX_SAFE_INTEGER && name.endsWith('_ms') ? 'for ever' : (limit?.toLocaleString('en-US') ?? '')

const verdict = (name: string, certificate: Certificate): string => {
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

/** A failure is provoked by the case of its name. */
const provoked = (name: string, { cases, failures }: Certificate): string => {
  const found = cases[`reachability/${name}`]
  if (!failures.includes(name) || found === undefined) return 'never given'
  if (found === 'kept') return 'yes'
  if ('not_promised' in found) return 'never given'
  return 'exempt' in found ? 'exempt' : 'no'
}

const tables: { readonly [name: string]: Rows } = {
  grants: table(
    ['ladder', 'rungs'],
    Object.keys(ladders),
    (name) => [name, ladders[name]?.join(' < ') ?? ''],
    (name, { grants }) => grants[name] ?? '',
  ),
  limits: table(
    ['limit'],
    Object.keys(limits),
    (name) => [`\`${name}\`: ${limits[name]?.says}`],
    (name, certificate) => most(name, certificate.limits[name]),
  ),
  laws: table(
    ['law', 'says'],
    Object.keys(laws),
    (name) => [`\`${name}\``, sentences[name]?.says ?? ''],
    (name, certificate) => verdict(name, certificate),
  ),
  failures: table(['provoked'], Object.keys(EventStore.failures), (name) => [`\`${name}\``], provoked),
}
