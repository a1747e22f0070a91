import type { Allowance } from '../facts/allowance.ts'
import { mustLead } from '../facts/reference.ts'
import { placeOf, type Span } from '../facts/span.ts'
import type { UngroupedFinding, Finding, PlacedGroup, TextRange } from './finding.ts'
import { type Group, type Violation, violationAt } from '../rules/violation.ts'
import { health, howToMend } from '../health/health.ts'
import type { Layer } from '../config/layer.ts'
import type { Extent, FileLines, Reading, IgnoredSources } from '../project/reading.ts'
import type { Rule } from '../rules/rule.ts'
import type { View } from '../project/view.ts'
import type { HealthId } from '../health/health.ts'

/** A violation with its rule and its place. */
export const placed = (rule: Finding['rule'], lined: FileLines, violation: Violation): UngroupedFinding => {
  const { within, subject, what, fix, edit, group } = violation
  const { path } = lined
  const stretch = stretchOf(lined, violation)
  const places = [{ path, ...stretch, subject, edit }]
  return { rule, path, ...stretch, within, subject, what, fix, places, group: group && placedGroup(group, lined) }
}

const placedGroup = ({ declaration, ...group }: Group, lined: FileLines): PlacedGroup => ({
  ...group,
  declaration: declaration && {
    line: placeOf(lined.lineStarts, declaration.begins).line,
    named: stretchOf(lined, declaration.named),
  },
})

const stretchOf = ({ lineStarts }: FileLines, { start, end }: Span): TextRange => {
  const { line, column } = placeOf(lineStarts, start)
  const { line: endLine, column: endColumn } = placeOf(lineStarts, end)
  return { line, column, endLine, endColumn, start, end }
}

/** A finding of something that keeps a check from being trusted. */
export const healthFinding = (
  rule: HealthId,
  lined: FileLines,
  span: Span,
  subject: string,
  what: string,
  fix: string,
): Finding => {
  const { group: _none, ...finding } = placed(rule, lined, violationAt(span, { within: '', subject, what, fix }))
  return finding
}

/** A finding that belongs together with no other. */
export const withoutGroup = (finding: Finding): UngroupedFinding => ({ ...finding, group: null })

/** Whether a check with such a finding can be trusted all the same: an exception that is not used hides nothing. */
export const isTrusted = ({ rule }: Finding): boolean => !UNTRUSTED.has(rule)

const UNTRUSTED: ReadonlySet<string> = new Set<HealthId>([
  'empty-layer',
  'unlayered-file',
  'ignored-source',
  'unresolved-import',
  'parse-error',
  'unknown-config-key',
])

/** What keeps one file from being trusted. */
export const fileHealth = ({ facts, edges, layer }: View): readonly Finding[] => [
  ...facts.troubles.map((trouble) => healthFinding('parse-error', facts, trouble, '', trouble.says, mendFile(layer))),
  ...edges.flatMap(({ reference, target, pure }) => {
    // In the domain this is a finding of domain-imports.
    if (target.kind !== 'unresolved' || !mustLead(reference) || pure || layer === 'domain') return []
    const specifier = reference.specifier ?? ''
    const what = `"${specifier}" leads nowhere, so nobody can say what it brings in: ${target.says}.`
    return [healthFinding('unresolved-import', facts, reference, specifier, what, howToMend('unresolved-import'))]
  }),
]

/** What is ignored must not fit the domain or the service as well. */
const mendFile = (layer: Layer): string =>
  layer === 'domain' || layer === 'service'
    ? `Mend the file. If it is no source, list it under "ignored" and let the patterns of the ${layer} leave it out.`
    : 'Mend the file, or list it under "ignored" if it is no source.'

/** Allowances of one file that allow nothing. `isUsed` tells whether one lets a finding stand. */
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
        `It makes an exception from ${rule.id} without a reason, so it allows nothing.`,
        `Say why: // tenon-allow ${rule.id}: <reason>`,
      )
    if (extent === 'files' && rule.reads === 'project') return []
    return isUsed(allowance)
      ? []
      : say(`It makes an exception from ${rule.id}, and nothing there breaks it.`, 'Remove the comment.')
  })

/** What is wrong with an exception from what is no rule, and how to mend it. */
const noRule = (named: string): readonly [what: string, fix: string] => {
  if (named === '') return ['It makes an exception and names no rule.', WRITE_ALLOWANCE]
  if (named.includes(','))
    return [
      `It makes an exception from "${named}" at once, so it allows nothing.`,
      'Write one rule per comment, each with its reason: // tenon-allow <rule>: <reason>',
    ]
  const ill = health.find(({ id }) => id === named)
  if (ill === undefined) return [`It makes an exception from "${named}", and there is no such rule.`, WRITE_ALLOWANCE]
  return [
    `It makes an exception from ${ill.id}, which tells of the health of the check, and health cannot be excepted.`,
    `Remove the comment, and mend what it is about. ${ill.how}`,
  ]
}

const WRITE_ALLOWANCE = 'Write // tenon-allow <rule>: <reason>, or remove it.'

/** What keeps the project from being trusted. */
export const projectHealth = (reading: Reading, extent: Extent): readonly Finding[] => [
  ...(extent === 'project' && !reading.views.some(({ layer }) => layer === 'domain') ? [nothing(reading.config)] : []),
  ...reading.emptyPatterns.map((empty) =>
    healthFinding(
      'empty-layer',
      reading.config,
      empty,
      empty.pattern,
      `No file comes into the layer ${empty.layer} by the pattern "${empty.pattern}", so nothing is checked there.`,
      `${howToMend('empty-layer')} ${meant(empty.pattern, reading)}`,
    ),
  ),
  ...reading.ignoredSources.map((taken) =>
    healthFinding('ignored-source', reading.config, taken, taken.pattern, told(taken), howToMend('ignored-source')),
  ),
  ...reading.unlayered.map((path) =>
    healthFinding(
      'unlayered-file',
      { path, lineStarts: [0] },
      WHOLE,
      path,
      'It stands in no layer, so no rule looks at it.',
      howToMend('unlayered-file'),
    ),
  ),
  ...reading.unread.map((trouble) =>
    healthFinding('parse-error', trouble, trouble, trouble.path, trouble.says, trouble.fix),
  ),
]

const told = ({ pattern, layer, paths }: IgnoredSources): string => {
  const more = paths.length - 1
  const files = more === 0 ? paths.join('') : `${paths[0] ?? ''} and ${more} more`
  return `"${pattern}" under "ignored" takes ${files} out of the ${layer}, so no rule looks at ${more === 0 ? 'it' : 'them'}.`
}

/** What may be meant by a pattern that no file fits. One that names a folder fits none of its files. */
const meant = (pattern: string, { views, unlayered }: Reading): string => {
  const isFolder = [...views.map(({ facts }) => facts.path), ...unlayered].some((path) =>
    path.startsWith(`${pattern}/`),
  )
  return isFolder
    ? `It names a folder and none of its files: write ${pattern}/** instead.`
    : 'Where several fit a file, the first of test, domain, service and api has it.'
}

const nothing = (config: FileLines): Finding =>
  healthFinding(
    'empty-layer',
    config,
    WHOLE,
    '',
    'No source file stands in the domain, so no rule of the domain looks at anything.',
    'State where they stand, under "layers".',
  )

const WHOLE: Span = { start: 0, end: 0 }
