import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  parseBaseline,
  type Stale,
} from '../../domain/rules/judgement/baseline.ts'
import { lineStartsOf, type Span } from '../../domain/rules/facts/span.ts'
import type { Breach, Finding } from '../../domain/rules/judgement/finding.ts'
import { alone, illness } from '../../domain/rules/judgement/illness.ts'
import { rules } from '../../domain/rules/rules.ts'
import { literalsOf } from '../oxc/literal.ts'
import { sourceAt } from './files/sources.ts'

/** The name of a project's baseline; it stands beside the config. */
export const BASELINE = 'tenon-baseline.json'

/** A baseline as it stands in its file. */
export interface BaselineFile {
  readonly baseline: Baseline
  readonly text: string
  /** Where each entry stands in the text. */
  readonly spans: readonly Span[]
}

/** What came of reading a project's baseline. */
export type BaselineFileRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly file: BaselineFile }
  | { readonly kind: 'wrong'; readonly says: string }

/** Reads the baseline of a project. */
export const readBaseline = (root: string): BaselineFileRead => {
  const path = join(root, BASELINE)
  if (!existsSync(path)) return { kind: 'none' }
  const source = sourceAt(path)
  if ('says' in source) return { kind: 'wrong', says: source.says.replace('The file', BASELINE) }
  const { text } = source
  const literals = literalsOf(`${BASELINE}.ts`, `${OPENING}${text}`)
  const json = literals.kind === 'read' ? literals.exports.get('json') : undefined
  if (json?.kind !== 'literal') return { kind: 'wrong', says: `${BASELINE} is not JSON.` }
  const read = parseBaseline(
    json.value,
    rules.map(({ id }) => id),
  )
  if (read.kind === 'wrong')
    return { kind: 'wrong', says: `${BASELINE} is not as "tenon check baseline" writes it. ${read.says.join(' ')}` }
  const spans = read.baseline.entries.map((_, i) => spanIn(json.spans.get(`entries.${i}`)))
  return { kind: 'file', file: { baseline: read.baseline, text, spans } }
}

/** What a baseline leaves of the findings, and what it covers. */
export interface Rest {
  /** Entries that no longer hold are among them. */
  readonly findings: readonly Breach[]
  readonly baselined: readonly Breach[]
}

/** Takes what a baseline covers from among the findings. `looked` are the files that were judged, or `null` for the whole project. */
export const besideBaseline = (
  { baseline, text, spans }: BaselineFile,
  findings: readonly Breach[],
  looked: ReadonlySet<string> | null,
): Rest => {
  const applied = applyBaseline(findings, baseline, judgedIn(looked))
  const lined = { path: BASELINE, lineStarts: lineStartsOf(text) }
  const stale = applied.stale.map((each) =>
    alone(illness('unused-exception', lined, spans[each.index] ?? WHOLE, subjectOf(each), told(each), SHRINK)),
  )
  return { findings: [...applied.findings, ...stale], baselined: applied.baselined }
}

/** What is wrong with a baseline, as a finding. */
export const brokenBaseline = ({ says }: Extract<BaselineFileRead, { readonly kind: 'wrong' }>): Finding =>
  illness('parse-error', { path: BASELINE, lineStarts: [0] }, WHOLE, '', says, RESTORE)

/** Tells whether an entry's findings would be seen: a check of some files sees theirs, and leaves out the rules that need the whole project. */
const judgedIn =
  (looked: ReadonlySet<string> | null) =>
  ({ rule, path }: BaselineEntry): boolean =>
    looked === null || (looked.has(path) && rules.some(({ id, reads }) => id === rule && reads === 'file'))

const OPENING = 'export const json = '

const WHOLE: Span = { start: 0, end: 0 }

const spanIn = (span: Span | undefined): Span =>
  span === undefined ? WHOLE : { start: span.start - OPENING.length, end: span.end - OPENING.length }

const subjectOf = ({ entry }: Stale): string => `${entry.rule} ${entry.path} ${entry.subject}`

const told = ({ entry: { rule, path, subject, count }, found }: Stale): string =>
  found === 0
    ? `The baseline lets "${subject}" in ${path} stand against ${rule}, and it is there no more.`
    : `The baseline lets "${subject}" in ${path} stand ${count} times against ${rule}, and it is there ${found === 1 ? 'once' : `${found} times`}.`

const SHRINK = 'The baseline may only shrink: run "tenon check baseline", which takes it out.'

const RESTORE = 'Mend it, or take it back from version control.'
