import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import type { Command } from 'commander'
import type { Finding } from '../../domain/judgement/finding.ts'
import { howToFix } from '../../domain/health/health.ts'
import { judge } from '../../domain/judgement/judge.ts'
import type { Reading } from '../../domain/project/reading.ts'
import type { Layer } from '../../domain/config/layer.ts'
import type { Edge, View } from '../../domain/project/view.ts'
import { rules } from '../../domain/rules/rules.ts'
import { names } from '../../domain/technology/technology.ts'
import { exists } from '../../service/node/file.ts'
import { isSource } from '../../domain/config/layer.ts'
import { clean } from './terminal/visible.ts'
import { withCheckExamples } from './examples.ts'
import { withJson } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import { applyProjectBaseline } from './project/baseline-file.ts'
import { type ConfigOption, withConfig } from './project/config-option.ts'
import { type OpenProject, openProjectOrReport } from './project/open-project.ts'

interface Options extends ConfigOption {
  readonly json: boolean
}

/** Adds `tenon-check why`. */
export const addWhy = (check: Command, shell: Shell): void => {
  const command = check
    .command('why')
    .summary('Explains why a file may or may not import something.')
    .description(
      `Explains why a file may or may not import something: where the import leads, the layers, what is pure, and the rule that decides. Exits with ${exits.well} if it may, ${exits.finding} if it may not, and ${exits.usage} if that cannot be decided. The file need not exist yet.`,
    )
    .argument('<file>', 'the file that imports')
    .argument('<target>', "what it imports, as written in the file: '../service/mail.ts', pg, node:fs")
  withCheckExamples(command, 'src/domain/order.ts ../service/mail.ts', 'src/domain/order.ts pg')
  withJson(withConfig(command), 'print the answer as one JSON object, {"kind":"decided",…}').action(
    async (file: string, target: string, options: Options) => {
      const opened = await openProjectOrReport(shell, options)
      if (opened === null) return
      const { folder, output } = shell.terminal
      const path = relative(opened.root, resolve(folder, file)).split(sep).join('/')
      const answer = await decided(opened, path, target)
      await output.line(
        options.json ? JSON.stringify({ kind: 'decided', ...answer }) : textOf(answer).map(clean).join('\n'),
      )
      shell.end(EXIT[answer.answer])
    },
  )
}

/** Whether a file may import a target, and everything that decides it. */
interface Answer {
  readonly file: string
  /** The layer of the file; `null` if it is in none. */
  readonly layer: Layer | null
  readonly target: string
  /** Where the target leads; `null` if the file is not checked. */
  readonly leads: Edge['target'] | null
  /** The pattern of the config that makes the target pure, or `null`. */
  readonly pure: string | null
  readonly answer: 'allowed' | 'excepted' | 'not_allowed' | 'undecided'
  /** The rule that decides, or `null` if no rule applies. */
  readonly rule: string | null
  readonly says: string
  readonly fix: string
}

const EXIT = {
  allowed: exits.well,
  excepted: exits.well,
  not_allowed: exits.finding,
  undecided: exits.usage,
} as const

const decided = async (opened: OpenProject, file: string, target: string): Promise<Answer> => {
  const { project, config, root } = opened
  const asked = { file, target, pure: config.pure.find((pattern) => names(pattern, target)) ?? null }
  const { views, unread } = project.readText(file, `import * as it from ${JSON.stringify(target)}\n`)
  const [view] = views
  if (view === undefined)
    return { ...asked, layer: null, leads: null, answer: 'undecided', rule: null, ...undecided(opened, file) }
  const [edge] = view.edges
  if (edge === undefined)
    return {
      ...asked,
      layer: view.layer,
      leads: null,
      answer: 'undecided',
      rule: null,
      ...unknownTarget(target, unread),
    }
  const leads = edge.target
  const about = { ...asked, layer: view.layer, leads }
  const finding = judge({ ...project.readOnly([]), views: [view] }, rules, 'files').findings.find(
    ({ start, end }) => start < edge.reference.end && end > edge.reference.start,
  )
  if (finding === undefined) {
    const rule = view.layer === 'domain' ? 'domain-imports' : null
    return { ...about, answer: 'allowed', rule, says: allowed(about), fix: '' }
  }
  const { rule, what, fix } = finding
  const exception = exceptionFor(opened, file, target, rule)
  if (exception !== null) return { ...about, answer: 'excepted', rule, says: `${what} ${exception}`, fix: '' }
  return { ...about, answer: 'not_allowed', rule, says: what, fix: `${fix}${await hint(root, file, about)}` }
}

const undecided = ({ project, root }: OpenProject, file: string): Pick<Answer, 'says' | 'fix'> => {
  if (file.startsWith('../'))
    return { says: `${file} is outside the project in ${root}.`, fix: 'Name a file of the project.' }
  if (!isSource(file))
    return { says: `${file} is not a source file, so it is not checked.`, fix: 'Name a .ts or .js file.' }
  if (project.layers.ignores(file))
    return { says: `The config ignores ${file}.`, fix: 'Remove it from "ignored" to have it checked.' }
  return {
    says: `${file} is in no layer, so no rule applies to it.`,
    fix: howToFix('unlayered-file'),
  }
}

/** Explains why it is not known where a target leads that may be an alias. */
const unknownTarget = (target: string, unread: Reading['unread']): Pick<Answer, 'says' | 'fix'> => ({
  says: `It is unknown where "${target}" leads. ${unread.map(({ path, says }) => `${path}: ${says}`).join(' ')}`,
  fix: unread[0]?.fix ?? '',
})

const allowed = ({ layer, leads, pure }: Pick<Answer, 'layer' | 'leads' | 'pure'>): string => {
  if (layer !== 'domain') return `No rule restricts what a file in the layer ${layer ?? ''} imports.`
  if (pure !== null) return `The config lists "${pure}" as pure, and the domain may import pure packages.`
  return leads?.kind === 'file' ? 'The domain may import other files of the domain.' : 'No rule forbids it.'
}

/** Returns what excepts a finding that the file on disk has, as a sentence: a comment on its line, or the baseline. */
const exceptionFor = ({ project, root }: OpenProject, file: string, target: string, rule: string): string | null => {
  const { views } = project.readOnly([file])
  const { findings, allowed: excepted } = judge(project.readOnly([file]), rules, 'files')
  const isIt = (finding: Finding): boolean => finding.rule === rule && isAt(finding, views, target)
  const comment = excepted.find(isIt)
  if (comment !== undefined) {
    const allowance = views[0]?.facts.allowances.find((each) => each.rule === rule && each.line === comment.line)
    return `A comment in line ${comment.line} allows it: ${allowance?.reason ?? ''}`
  }
  const { baselined } = applyProjectBaseline(root, findings, new Set([file]))
  return baselined.some(isIt) ? 'The baseline allows it.' : null
}

const isAt = ({ start, end }: Finding, [view]: readonly View[], target: string): boolean =>
  view?.edges.some(
    ({ reference }) => reference.specifier === target && start < reference.end && end > reference.start,
  ) ?? false

/** Returns a hint for a user who names a file by its path from the root, instead of by a specifier. */
const hint = async (
  root: string,
  file: string,
  { target, leads }: Pick<Answer, 'target' | 'leads'>,
): Promise<string> => {
  if (leads?.kind !== 'unresolved' || target.startsWith('.') || !(await exists(join(root, target)))) return ''
  const path = posix.relative(dirname(file), target)
  return ` To import that file, write '${path.startsWith('.') ? path : `./${path}`}'.`
}

const textOf = ({ file, layer, target, leads, pure, answer, rule, says, fix }: Answer): readonly string[] => [
  `${file} -> ${target}: ${answer.replace('_', ' ')}`,
  `  file     ${layer === null ? 'in no layer' : `layer ${layer}`}`,
  ...(leads === null ? [] : [`  target   ${placeOf(leads)}`]),
  ...(layer !== 'domain' || (pure === null && isDomain(leads))
    ? []
    : [`  pure     ${pure === null ? 'not listed in the config' : `by "${pure}"`}`]),
  `  rule     ${rule ?? 'none applies'}`,
  `  because  ${says}`,
  ...(fix === '' ? [] : [`  fix      ${fix}`]),
  ...(rule === null ? [] : [`  more     tenon-check explain ${rule}`]),
]

const isDomain = (leads: Edge['target'] | null): boolean => leads?.kind === 'file' && leads.layer === 'domain'

const LEFT_OUT = {
  ignored: ': it is ignored',
  built: ': it is build output',
  hidden: ': it is left out',
  neither: '',
} as const

const placeOf = (leads: Edge['target']): string => {
  switch (leads.kind) {
    case 'file':
      return `${leads.path}, ${leads.layer === null ? `in no layer${LEFT_OUT[leads.leftOut ?? 'neither']}` : `layer ${leads.layer}`}`
    case 'package':
      return `the package ${leads.name}`
    case 'builtin':
      return `${leads.name}, built into Node`
    case 'outside':
      return `${leads.path}, outside the project`
    case 'unresolved':
      return `nowhere: ${leads.says}`
    case 'computed':
      return 'computed at run time'
    default:
      return leads satisfies never
  }
}
