import { type Command, Option } from 'commander'
import { loadedConfig } from '../session/config.ts'
import { projectionsIn } from '../session/projections.ts'
import { conclude } from '../session/session.ts'
import { withConfigOption } from '../session/store-options.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'
import { endingOf } from './project/ending-of.ts'
import { followRuns } from './project/follow-runs.ts'
import { runsOf } from './project/runs-of.ts'
import { withEntries } from './project/with-entries.ts'

interface Options {
  readonly config: string | undefined
  readonly rebuild: boolean
  readonly once: boolean
  readonly json: boolean
}

/** Adds `tenon project`. */
export const addProject = (program: Command, shell: Shell): void => {
  const command = program
    .command('project')
    .summary('Runs projections of the config: catches up, and goes on with new events.')
    .description(
      'Runs projections of the config: takes every event that is there, and goes on with new ones until Ctrl-C. It shows how far it has come, by position, because the number of events that are left is not known. Several projections of one store of events share one scan of its log. Several processes may run the same projection.',
    )
    .argument('<projections...>', 'the names of the projections in the config')
    .addOption(new Option('--once', 'end when every event that is there was taken').default(false, 'off'))
    .addOption(
      new Option('--rebuild', 'begin a new build beside the live one, which it replaces when it has caught up').default(
        false,
        'off',
      ),
    )
  withExamples(command, 'tenon project orders', 'tenon project orders stock --once', 'tenon project orders --rebuild')
  withJson(
    withConfigOption(command),
    'the outcome on one line: {"kind":"done","projections":[{"name","why","says","events","live","checkpoint","head"}]}, or another kind, such as {"kind":"unreadable"}',
  ).action(async (names: readonly string[], options: Options) =>
    shell.end(await project(shell.terminal, names, options)),
  )
}

const project = async (terminal: Terminal, names: readonly string[], options: Options): Promise<number> => {
  const chosen = projectionsIn(await loadedConfig(terminal, options.config), names)
  const ending = await withEntries(terminal, chosen, async (open) => {
    const runs = runsOf(open, options)
    await terminal.notes.line(`Projecting ${chosen.map(({ name }) => clean(name)).join(', ')}.`)
    return endingOf(await followRuns(terminal, runs))
  })
  return conclude(terminal, { ...options, store: undefined }, ending)
}
