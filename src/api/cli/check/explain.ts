import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { health } from '../../../domain/rules/judgement/health.ts'
import type { Plant, Rule } from '../../../domain/rules/rule.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { exists } from '../../../service/node/file.ts'
import { clean } from '../event-line.ts'
import { withExamples, withJson } from '../options.ts'
import type { Shell } from '../shell.ts'
import { exits } from '../status.ts'
import { UsageError } from '../usage.ts'
import { nearestWords } from './explain/nearest-words.ts'

/** Adds `tenon check explain`. */
export const addExplain = (check: Command, shell: Shell): void => {
  const command = check
    .command('explain')
    .summary('Explains a rule: what it demands, why, how to mend it, how to make an exception.')
    .argument('[rule]', 'the name of a rule, as a finding shows it; without one, all are listed')
  withExamples(command, 'tenon check explain', 'tenon check explain domain-imports')
  withJson(command, 'one JSON object a line; the last line is the outcome: {"kind":"done","explained"}').action(
    async (name: string | undefined, { json }: { readonly json: boolean }) => {
      const chosen = name === undefined ? lessons : lessons.filter(({ id }) => id === name)
      if (chosen.length === 0) throw new UsageError(unknown(name ?? ''))
      const { output, folder } = shell.terminal
      if (json)
        for (const each of [...chosen, { kind: 'done', explained: chosen.length }])
          await output.line(JSON.stringify(each))
      else if (name === undefined) await output.line(table())
      else for (const lesson of chosen) await output.line(await textOf(lesson, folder))
      shell.end(exits.well)
    },
  )
}

/** A rule or a kind of health finding, as it is explained. */
interface Lesson {
  readonly id: string
  readonly kind: 'rule' | 'health'
  /** The cell of the constraint table; empty for health. */
  readonly cell: string
  readonly layers: readonly string[]
  readonly what: string
  readonly why: string
  readonly how: string
  /** What breaks a rule, and the path at which it would stand. */
  readonly broken: { readonly path: string; readonly text: string } | null
}

const ofRule = ({ id, cell, layers, what, why, how, plants }: Rule): Lesson => {
  const [plant] = plants
  return { id, kind: 'rule', cell, layers, what, why, how, broken: plant === undefined ? null : shown(plant) }
}

const shown = ({ layer, file, text }: Plant): Lesson['broken'] => ({
  path: `src/${layer}/${file}`,
  text: text.trimEnd(),
})

const lessons: readonly Lesson[] = [
  ...rules.map(ofRule),
  ...health.map((each): Lesson => ({ ...each, kind: 'health', cell: '', layers: [], broken: null })),
]

const textOf = async ({ id, kind, cell, layers, what, why, how, broken }: Lesson, folder: string): Promise<string> => {
  const page = fileURLToPath(new URL(`../../../../docs/rules/${id}.md`, import.meta.url))
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

const exceptionTo = (id: string, kind: Lesson['kind']): readonly string[] => {
  if (kind === 'health')
    return [
      id === 'unused-exception'
        ? 'exception  none can be made; it is gone with what it is about'
        : `exception  none can be made: with it the check cannot be trusted, and ends with ${exits.usage}`,
    ]
  return [
    'exception  a comment at the end of the line, or on the line above, with the reason:',
    `             // tenon-allow ${id}: <why it may stand here>`,
    '           what was there before the check: "tenon check baseline"',
  ]
}

const indented = (text: string): readonly string[] => text.split('\n').map((line) => (line === '' ? '' : `  ${line}`))

const table = (): string => {
  const width = Math.max(...lessons.map(({ id }) => id.length))
  const row = ({ id, what }: Lesson): string => `  ${id.padEnd(width)}  ${what}`
  const of = (kind: Lesson['kind']): readonly string[] => lessons.filter((each) => each.kind === kind).map(row)
  return [
    'Rules',
    ...of('rule'),
    '',
    'Health of the check; none of it can be switched off',
    ...of('health'),
    '',
    'One of them in full: tenon check explain <rule>',
  ].join('\n')
}

const unknown = (name: string): string => {
  const ids = lessons.map(({ id }) => id)
  const near = nearestWords(name, ids)
  const meant = near.length === 0 ? '' : ` Is ${near.slice(0, 3).join(' or ')} meant?`
  return `There is no rule "${clean(name)}".${meant}\nThere are: ${ids.join(', ')}.`
}
