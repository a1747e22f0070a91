import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  parseBaseline,
  type Stale,
} from '../../domain/judgement/baseline.ts'
import { lineStartsOf, type Span } from '../../domain/facts/span.ts'
import type { Finding, UngroupedFinding } from '../../domain/judgement/finding.ts'
import { healthFinding, withoutGroup } from '../../domain/judgement/health-findings.ts'
import { rules } from '../../domain/rules/rules.ts'
import { literalsOf } from '../oxc/literal.ts'
import { sourceAt } from './files/sources.ts'

/** The file name of a project's baseline, which is beside the config. */
export const BASELINE = 'tenon-baseline.json'

/** A baseline, with the text of its file. */
export interface BaselineFile {
  readonly baseline: Baseline
  readonly text: string
  /** The place of each entry in the text. */
  readonly spans: readonly Span[]
}

/** The result of reading a project's baseline. */
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
    return {
      kind: 'wrong',
      says: `${BASELINE} does not have the form that "tenon-check baseline" writes. ${read.says.join(' ')}`,
    }
  const spans = read.baseline.entries.map((_, i) => spanIn(json.spans.get(`entries.${i}`)))
  return { kind: 'file', file: { baseline: read.baseline, text, spans } }
}

/** The findings that a baseline does not cover, and those that it covers. */
export interface BaselineResult {
  /** They include a finding for each stale entry. */
  readonly findings: readonly UngroupedFinding[]
  readonly baselined: readonly UngroupedFinding[]
}

/**
 * Splits findings into those that a baseline covers and the rest. `looked` are the judged files, or `null` for the
 * whole project.
 */
export const applyBaselineFile = (
  { baseline, text, spans }: BaselineFile,
  findings: readonly UngroupedFinding[],
  looked: ReadonlySet<string> | null,
): BaselineResult => {
  const applied = applyBaseline(findings, baseline, judgedIn(looked))
  const lined = { path: BASELINE, lineStarts: lineStartsOf(text) }
  const stale = applied.stale.map((each) =>
    withoutGroup(
      healthFinding('unused-exception', lined, spans[each.index] ?? WHOLE, subjectOf(each), messageFor(each), SHRINK),
    ),
  )
  return { findings: [...applied.findings, ...stale], baselined: applied.baselined }
}

/** Returns the error of an invalid baseline as a finding. */
export const brokenBaseline = ({ says }: Extract<BaselineFileRead, { readonly kind: 'wrong' }>): Finding =>
  healthFinding('parse-error', { path: BASELINE, lineStarts: [0] }, WHOLE, '', says, RESTORE)

/**
 * Whether a check would report an entry's findings. A check of some files leaves out the other files and the rules
 * that need the whole project.
 */
const judgedIn =
  (looked: ReadonlySet<string> | null) =>
  ({ rule, path }: BaselineEntry): boolean =>
    looked === null || (looked.has(path) && rules.some(({ id, reads }) => id === rule && reads === 'file'))

const OPENING = 'export const json = '

const WHOLE: Span = { start: 0, end: 0 }

const spanIn = (span: Span | undefined): Span =>
  span === undefined ? WHOLE : { start: span.start - OPENING.length, end: span.end - OPENING.length }

const subjectOf = ({ entry }: Stale): string => `${entry.rule} ${entry.path} ${entry.subject}`

const messageFor = ({ entry: { rule, path, subject, count }, found }: Stale): string =>
  found === 0
    ? `The baseline excepts "${subject}" in ${path} from ${rule}, but it is no longer there.`
    : `The baseline excepts "${subject}" in ${path} from ${rule} ${count} times, but it is there ${found === 1 ? 'once' : `${found} times`}.`

const SHRINK = 'The baseline may only shrink: run "tenon-check baseline", which removes the entry.'

const RESTORE = 'Fix it, or restore it from version control.'
