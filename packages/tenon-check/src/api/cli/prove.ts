import { judge } from '../../domain/judgement/judge.ts'
import { type Layer, layers } from '../../domain/config/layer.ts'
import {
  type IgnoredPlanting,
  isIgnoredReported,
  isReported,
  type Places,
  planned,
  plannedIgnored,
  type Planting,
  type Unplantable,
} from '../../domain/judgement/proof.ts'
import { rules } from '../../domain/rules/rules.ts'
import { Layers } from '../../service/project/layers/layers.ts'
import { Project } from '../../service/project/project.ts'
import { clean } from './terminal/visible.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import type { ConfigOption } from './project/config-option.ts'
import { type OpenProject, openProjectOrReport } from './project/open-project.ts'

/**
 * Plants a violation of each rule into the real project, in memory, for each pattern of each layer that the rule
 * applies to, and checks that the rule reports it. Prints the result for each rule. Returns the exit code: 2 if a
 * violation is not reported.
 */
export const prove = async (shell: Shell, option: ConfigOption): Promise<number> => {
  const { terminal } = shell
  const opened = await openProjectOrReport(shell, { ...option, json: false })
  if (opened === null) return exits.usage
  const places = placesOf(opened)
  const plan = planned(rules, places)
  const ignored = plannedIgnored(places)
  const missed = plan.rounds.flatMap((round) => missedIn(opened, round))
  const passed = ignored.plantings.filter((planting) => isIgnoredMissed(opened, planting))
  const lines = [
    ...rules.flatMap((rule) => linesFor(rule, plan.rounds.flat(), plan.unplantable, missed)),
    ...linesFor({ id: 'ignored-source', layers: ['domain'] }, ignored.plantings, ignored.unplantable, passed),
  ]
  for (const line of lines) await terminal.output.line(clean(line))
  const count = plan.rounds.flat().length + ignored.plantings.length
  const refused = [...plan.unplantable, ...ignored.unplantable].filter(({ fails }) => fails).length
  const lost = missed.length + passed.length
  await terminal.notes.line(summary(count, lost, refused))
  return count > 0 && lost + refused === 0 ? exits.well : exits.usage
}

const placesOf = ({ project, config }: OpenProject): Places => {
  const fitting = new Map(layers.flatMap((layer) => config.layers[layer]).map((pattern) => [pattern, alone(pattern)]))
  const files = project
    .below('')
    .flatMap(({ kind, path }) => (kind === 'file' && project.isChecked(path) ? [path] : []))
  return {
    layers: config.layers,
    files,
    fits: (pattern, path) => fitting.get(pattern)?.of(path) !== null,
    layerOf: (path): Layer | null => (project.isChecked(path) ? project.layers.of(path) : null),
  }
}

/** Layers that consist of a single pattern. */
const alone = (pattern: string): Layers =>
  Layers.stated({ layers: { domain: [pattern], service: [], api: [], test: [] }, ignored: [] })

/**
 * Returns the plantings of a round that are not reported. One planting may hide another, so each missed one is tried
 * again alone.
 */
const missedIn = (opened: OpenProject, round: readonly Planting[]): readonly Planting[] => {
  const missed = unreported(opened, round)
  return round.length === 1 ? missed : missed.filter((planting) => unreported(opened, [planting]).length > 0)
}

const unreported = ({ withTexts }: OpenProject, plantings: readonly Planting[]): readonly Planting[] => {
  const project = withTexts(new Map(plantings.map(({ path, text }) => [path, text])))
  const { findings } = judge(project.read(), rules, 'project')
  return plantings.filter((planting) => !isReported(planting, findings))
}

/** Whether an import of an ignored file is not reported. */
const isIgnoredMissed = ({ configPath, config }: OpenProject, planting: IgnoredPlanting): boolean => {
  const { path, text, ignored } = planting
  const project = Project.open({
    configPath,
    config: { ...config, ignored: [...config.ignored, literally(ignored.path)] },
    texts: new Map([
      [path, text],
      [ignored.path, ignored.text],
    ]),
  })
  return !isIgnoredReported(planting, judge(project.read(), rules, 'project').findings)
}

/** Returns a pattern that matches a path, even if the path contains characters that are special in patterns. */
const literally = (path: string): string => path.replaceAll(/[^\w./-]/g, '?')

const linesFor = (
  { id, layers: about }: { readonly id: Planting['rule']; readonly layers: readonly Layer[] },
  plantings: readonly Planting[],
  unplantable: readonly Unplantable[],
  missed: readonly Planting[],
): string[] => {
  const own = <Each extends Planting | Unplantable>(all: readonly Each[]): readonly Each[] =>
    all.filter(({ rule }) => rule === id)
  const count = own(plantings).length
  const lost = own(missed)
  const passed = own(unplantable)
  const none = count + passed.length === 0 ? `  (the config has no pattern for ${about.join(' or ')})` : ''
  return [
    `${id.padEnd(WIDTH)}  planted ${count}, reported ${count - lost.length}${none}`,
    ...lost.map(({ path, layer, pattern }) => `  not reported: ${path}, planted into ${layer} by ${pattern}`),
    ...passed.map(
      ({ layer, pattern, says, fails }) => `  ${fails ? 'not planted' : 'skipped'} in ${layer}, ${pattern}: ${says}`,
    ),
  ]
}

const WIDTH = Math.max(...rules.map(({ id }) => id.length))

const summary = (count: number, missed: number, refused: number): string => {
  if (count === 0) return 'Nothing could be planted, so nothing was proved.'
  if (missed + refused === 0) return `${count} planted, each reported in its place. Nothing was written.`
  return `${count} planted, ${missed} not reported, ${refused} not planted: this check cannot be trusted. Nothing was written.`
}
