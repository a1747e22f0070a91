import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { health } from '../../domain/health/health.ts'
import type { Plant, Rule } from '../../domain/rules/rule.ts'
import { rules } from '../../domain/rules/rules.ts'
import { exists } from '../../service/node/file.ts'
import { clean } from './terminal/visible.ts'
import { withCheckExamples } from './examples.ts'
import { withJson } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import { UsageError } from './terminal/usage.ts'
import { nearestWords } from './explain/nearest-words.ts'

/** Adds `tenon-check explain`. */
export const addExplain = (check: Command, shell: Shell): void => {
  const command = check
    .command('explain')
    .summary('Explains a rule: what it demands, why, how to fix a violation, how to make an exception.')
    .argument('[rule]', 'the name of a rule, as a finding shows it (default: list all rules)')
  withCheckExamples(command, '', 'domain-imports')
  withJson(command, 'print one JSON object per line; the last line is the outcome: {"kind":"done","explained"}').action(
    async (name: string | undefined, { json }: { readonly json: boolean }) => {
      const chosen = name === undefined ? explanations : explanations.filter(({ id }) => id === name)
      if (chosen.length === 0) throw new UsageError(unknown(name ?? ''))
      const { output, folder } = shell.terminal
      if (json)
        for (const each of [...chosen, { kind: 'done', explained: chosen.length }])
          await output.line(JSON.stringify(each))
      else if (name === undefined) await output.line(table())
      else for (const explanation of chosen) await output.line(await textOf(explanation, folder))
      shell.end(exits.well)
    },
  )
}

/** The explanation of a rule, or of a kind of health finding. */
interface Explanation {
  readonly id: string
  readonly kind: 'rule' | 'health'
  /** The cell of the constraint table; empty for a health finding. */
  readonly cell: string
  readonly layers: readonly string[]
  readonly what: string
  readonly why: string
  readonly how: string
  /** An example that breaks the rule, and the path of the file that would contain it. */
  readonly broken: { readonly path: string; readonly text: string } | null
}

const ofRule = ({ id, cell, layers, what, why, how, plants }: Rule): Explanation => {
  const [plant] = plants
  return { id, kind: 'rule', cell, layers, what, why, how, broken: plant === undefined ? null : shown(plant) }
}

const shown = ({ layer, file, text }: Plant): Explanation['broken'] => ({
  path: `src/${layer}/${file}`,
  text: text.trimEnd(),
})

const explanations: readonly Explanation[] = [
  ...rules.map(ofRule),
  ...health.map((each): Explanation => ({ ...each, kind: 'health', cell: '', layers: [], broken: null })),
]

const textOf = async (
  { id, kind, cell, layers, what, why, how, broken }: Explanation,
  folder: string,
): Promise<string> => {
  const page = fileURLToPath(new URL(`../../../docs/rules/${id}.md`, import.meta.url))
  return [
    kind === 'rule' ? `${id}  ${layers.join(', ')}  ${cell}` : `${id}  health of the check`,
    '',
    `what  ${what}`,
    `why   ${why}`,
    `how   ${how}`,
    ...(broken === null ? [] : ['', `broken  ${broken.path}`, ...indented(broken.text)]),
    '',
    ...exceptionTo(id, kind),
    ...((await exists(page)) ? [`more  ${relative(folder, page)}`] : []),
  ].join('\n')
}

const exceptionTo = (id: string, kind: Explanation['kind']): readonly string[] => {
  if (kind === 'health')
    return [
      id === 'unused-exception'
        ? 'exception  not possible; remove the exception that it reports'
        : `exception  not possible: the check cannot be trusted, and exits with ${exits.usage}`,
    ]
  return [
    'exception  a comment at the end of the line, or on the line above, with the reason:',
    `             // tenon-allow ${id}: <why it is allowed here>`,
    '           for findings from before the check was added: "tenon-check baseline"',
  ]
}

const indented = (text: string): readonly string[] => text.split('\n').map((line) => (line === '' ? '' : `  ${line}`))

const table = (): string => {
  const width = Math.max(...explanations.map(({ id }) => id.length))
  const row = ({ id, what }: Explanation): string => `  ${id.padEnd(width)}  ${what}`
  const of = (kind: Explanation['kind']): readonly string[] =>
    explanations.filter((each) => each.kind === kind).map(row)
  return [
    'Rules',
    ...of('rule'),
    '',
    'Health of the check (cannot be switched off)',
    ...of('health'),
    '',
    'For the full explanation of one: tenon-check explain <rule>',
  ].join('\n')
}

const unknown = (name: string): string => {
  const ids = explanations.map(({ id }) => id)
  const near = nearestWords(name, ids)
  const meant = near.length === 0 ? '' : ` Did you mean ${near.slice(0, 3).join(' or ')}?`
  return `There is no rule "${clean(name)}".${meant}\nThe rules are: ${ids.join(', ')}.`
}
