import { type Command, Option } from 'commander'
import { type ConfigOption, withConfig } from './check/checking.ts'
import { runCheck, type Wish } from './check/run.ts'
import { withEpilog } from './terminal/epilog.ts'
import { withExamples } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import { UsageError } from './terminal/usage.ts'

interface Options extends ConfigOption {
  readonly changed: boolean
  readonly format: Wish['format']
  readonly fix: boolean
  readonly prove: boolean
  readonly hook: boolean
}

/**
 * Returns a function that adds `tenon check`, with only those of its commands that the words may mean, because loading
 * them all takes longer than checking a file.
 */
export const checkFor = async (words: readonly string[]): Promise<(program: Command, shell: Shell) => void> => {
  const all = words.some((word) => HELP.has(word))
  const named = Object.entries(BELOW).filter(([name]) => all || words.includes(name))
  const adders = await Promise.all(named.map(([, load]) => load()))
  return (program, shell) => {
    const check = addCheck(program, shell)
    for (const add of adders) add(check, shell)
  }
}

const HELP: ReadonlySet<string> = new Set(['help', '-h', '--help'])

const BELOW: { readonly [name: string]: () => Promise<(check: Command, shell: Shell) => void> } = {
  init: async () => (await import('./check/init.ts')).addInit,
  explain: async () => (await import('./check/explain.ts')).addExplain,
  why: async () => (await import('./check/why.ts')).addWhy,
  baseline: async () => (await import('./check/baseline.ts')).addBaseline,
}

const addCheck = (program: Command, shell: Shell): Command => {
  // Options after the name of a command belong to that command, also for a command below another. Otherwise "check"
  // would take "--config" from "check init".
  const check = program
    .enablePositionalOptions()
    .command('check')
    .summary('Checks that the domain is free of technology.')
    .description(
      `Checks a project by the rules of capability as data: the domain declares, the service binds (exit ${exits.finding} if a rule is broken; ${exits.usage} if the check itself cannot be trusted: a pattern matches no file, a file is in no layer or cannot be read).`,
    )
    .enablePositionalOptions()
    .argument('[paths...]', 'files or folders; by default the whole project')
  withEpilog(check, CONFIG_FORM)
  withExamples(check, 'tenon check', 'tenon check src/domain', 'tenon check --changed --fix')
  return withConfig(check)
    .addOption(new Option('--changed', 'only files that git reports as changed or new').default(false, 'off'))
    .addOption(
      new Option('--format <format>', 'the format of the findings')
        .choices(['text', 'json', 'sarif', 'github', 'mermaid'])
        .default('text'),
    )
    .addOption(
      new Option('--fix', 'make the edits that do not change what runs, and check again').default(false, 'off'),
    )
    .addOption(
      new Option(
        '--prove',
        'plant a violation of every rule in every layer, in memory, and verify that each is reported',
      )
        .default(false, 'off')
        .conflicts(['changed', 'fix', 'hook']),
    )
    .addOption(
      new Option('--hook', "read an agent's edit event from the standard input, and check the file that it names")
        .default(false, 'off')
        .conflicts(['changed', 'fix', 'format']),
    )
    .action(async (paths: readonly string[], options: Options) => {
      shell.end(await done(shell, { ...options, paths }))
    })
}

const done = async (shell: Shell, wish: Options & Wish): Promise<number> => {
  if ((wish.hook || wish.prove) && wish.paths.length > 0)
    throw new UsageError(
      `${wish.hook ? '--hook takes its file from the event' : '--prove is about the whole project'}, so name no paths.`,
    )
  if (wish.prove && wish.format !== 'text')
    throw new UsageError(`--prove reports only as text, so leave out --format ${wish.format}.`)
  if (wish.hook) return (await import('./check/hook.ts')).hook(shell.terminal)
  if (wish.prove) return (await import('./check/prove.ts')).prove(shell, wish)
  return runCheck(shell.terminal, wish)
}

const CONFIG_FORM = `
The config is read and never run: literals in tenon.config.ts, with glob patterns relative to its folder. Every field is required; use [] for a layer you do not have.

  export const check = {
    layers: { domain: ['src/domain/**'], service: ['src/service/**'], api: ['src/main.ts'], test: ['test/**'] },
    ignored: ['dist/**'],
    pure: ['zod'],
    technologies: [],
  }`
