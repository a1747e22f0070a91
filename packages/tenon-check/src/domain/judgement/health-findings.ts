import type { Layer } from '../config/layer.ts'
import type { Allowance } from '../facts/allowance.ts'
import { mustLead } from '../facts/reference.ts'
import { placeOf, type Span } from '../facts/span.ts'
import { health, howToFix } from '../health/health.ts'
import type { HealthId } from '../health/health.ts'
import type { Extent, FileLines, IgnoredSources, Reading } from '../project/reading.ts'
import type { View } from '../project/view.ts'
import type { Rule } from '../rules/rule.ts'
import { type Group, type Violation, violationAt } from '../rules/violation.ts'
import type { Finding, PlacedGroup, TextRange, UngroupedFinding } from './finding.ts'

/** A violation with its rule and its place in the file. */
export const placed = (rule: Finding['rule'], file: FileLines, violation: Violation): UngroupedFinding => {
  const { within, subject, what, fix, edit, group } = violation
  const { path } = file
  const range = rangeOf(file, violation)
  const places = [{ path, ...range, subject, edit }]
  return { rule, path, ...range, within, subject, what, fix, places, group: group && placedGroup(group, file) }
}

const placedGroup = ({ declaration, ...group }: Group, file: FileLines): PlacedGroup => ({
  ...group,
  declaration: declaration && {
    line: placeOf(file.lineStarts, declaration.begins).line,
    named: rangeOf(file, declaration.named),
  },
})

const rangeOf = ({ lineStarts }: FileLines, { start, end }: Span): TextRange => {
  const { line, column } = placeOf(lineStarts, start)
  const { line: endLine, column: endColumn } = placeOf(lineStarts, end)
  return { line, column, endLine, endColumn, start, end }
}

/** A finding about the check itself. */
export const healthFinding = (
  rule: HealthId,
  file: FileLines,
  span: Span,
  subject: string,
  what: string,
  fix: string,
): Finding => {
  const { group: _none, ...finding } = placed(rule, file, violationAt(span, { within: '', subject, what, fix }))
  return finding
}

/** A finding that is reported on its own. */
export const withoutGroup = (finding: Finding): UngroupedFinding => ({ ...finding, group: null })

/** Whether a check with this finding can still be trusted: an unused exception hides nothing. */
export const isTrusted = ({ rule }: Finding): boolean => !UNTRUSTED.has(rule)

const UNTRUSTED: ReadonlySet<string> = new Set<HealthId>([
  'empty-layer',
  'unlayered-file',
  'ignored-source',
  'unresolved-import',
  'parse-error',
  'unknown-config-key',
])

/** What prevents one file from being checked. */
export const fileHealth = ({ facts, edges, layer }: View): readonly Finding[] => [
  ...facts.troubles.map((trouble) => healthFinding('parse-error', facts, trouble, '', trouble.says, fixFile(layer))),
  ...edges.flatMap(({ reference, target, pure }) => {
    // In the domain this is a finding of domain-imports.
    if (target.kind !== 'unresolved' || !mustLead(reference) || pure || layer === 'domain') return []
    const specifier = reference.specifier ?? ''
    const what = `"${specifier}" cannot be resolved, so what it brings in is unknown: ${target.says}.`
    return [healthFinding('unresolved-import', facts, reference, specifier, what, howToFix('unresolved-import'))]
  }),
]

/** How to fix a file. An ignored file must not match the domain or the service. */
const fixFile = (layer: Layer): string =>
  layer === 'domain' || layer === 'service'
    ? `Fix the file. If it is not source code, list it under "ignored" and exclude it from the patterns of the ${layer}.`
    : 'Fix the file, or list it under "ignored" if it is not source code.'

/** Allowances of one file that have no effect. `isUsed` says whether an allowance covers a finding. */
export const unusedAllowances = (
  { facts }: View,
  isUsed: (allowance: Allowance) => boolean,
  extent: Extent,
  rules: readonly Rule[],
): readonly Finding[] =>
  facts.allowances.flatMap((allowance) => {
    const rule = rules.find(({ id }) => id === allowance.rule)
    const say = (what: string, fix: string): readonly Finding[] => [
      healthFinding('unused-exception', facts, allowance, allowance.rule, what, fix),
    ]
    if (rule === undefined) return say(...noRule(allowance.rule))
    if (allowance.reason === '')
      return say(
        `This exception to ${rule.id} gives no reason, so it has no effect.`,
        `Add the reason: // tenon-allow ${rule.id}: <reason>`,
      )
    if (extent === 'files' && rule.reads === 'project') return []
    return isUsed(allowance) ? [] : say(`This exception to ${rule.id} suppresses nothing.`, 'Remove the comment.')
  })

/** What is wrong with an exception to something that is not a rule, and how to fix it. */
const noRule = (named: string): readonly [what: string, fix: string] => {
  if (named === '') return ['This exception names no rule.', WRITE_ALLOWANCE]
  if (named.includes(','))
    return [
      `This exception names several rules, "${named}", so it has no effect.`,
      'Write one comment for each rule, with its reason: // tenon-allow <rule>: <reason>',
    ]
  const known = health.find(({ id }) => id === named)
  if (known === undefined) return [`This exception names an unknown rule, "${named}".`, WRITE_ALLOWANCE]
  return [
    `This exception names ${known.id}, which is about the check itself and cannot be suppressed.`,
    `Remove the comment, and fix the problem. ${known.how}`,
  ]
}

const WRITE_ALLOWANCE = 'Write // tenon-allow <rule>: <reason>, or remove it.'

/** What prevents the project from being checked. */
export const projectHealth = (reading: Reading, extent: Extent): readonly Finding[] => [
  ...(extent === 'project' && !reading.views.some(({ layer }) => layer === 'domain')
    ? [emptyDomain(reading.config)]
    : []),
  ...reading.emptyPatterns.map((empty) =>
    healthFinding(
      'empty-layer',
      reading.config,
      empty,
      empty.pattern,
      `The pattern "${empty.pattern}" puts no file into the layer ${empty.layer}, so nothing is checked there.`,
      `${howToFix('empty-layer')} ${hintFor(empty.pattern, reading)}`,
    ),
  ),
  ...reading.ignoredSources.map((taken) =>
    healthFinding(
      'ignored-source',
      reading.config,
      taken,
      taken.pattern,
      ignoredMessage(taken),
      howToFix('ignored-source'),
    ),
  ),
  ...reading.unlayered.map((path) =>
    healthFinding(
      'unlayered-file',
      { path, lineStarts: [0] },
      WHOLE,
      path,
      'The file is in no layer, so no rule checks it.',
      howToFix('unlayered-file'),
    ),
  ),
  ...reading.unread.map((trouble) =>
    healthFinding('parse-error', trouble, trouble, trouble.path, trouble.says, trouble.fix),
  ),
]

const ignoredMessage = ({ pattern, layer, paths }: IgnoredSources): string => {
  const more = paths.length - 1
  const files = more === 0 ? paths.join('') : `${paths[0] ?? ''} and ${more} more`
  return `"${pattern}" under "ignored" takes ${files} out of the ${layer}, so no rule checks ${more === 0 ? 'it' : 'them'}.`
}

/** A hint about a pattern that matches no file. A pattern that names a folder matches none of its files. */
const hintFor = (pattern: string, { views, unlayered }: Reading): string => {
  const isFolder = [...views.map(({ facts }) => facts.path), ...unlayered].some((path) =>
    path.startsWith(`${pattern}/`),
  )
  return isFolder
    ? `It matches a folder but not the files in it: write ${pattern}/** instead.`
    : 'A file that several layers match belongs to the first of test, domain, service and api.'
}

const emptyDomain = (config: FileLines): Finding =>
  healthFinding(
    'empty-layer',
    config,
    WHOLE,
    '',
    'The domain has no source files, so the rules of the domain check nothing.',
    'State where its files are, under "layers".',
  )

const WHOLE: Span = { start: 0, end: 0 }
