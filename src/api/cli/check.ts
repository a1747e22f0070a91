import { type Command, Option } from 'commander'
import { type ConfigOption, withConfig } from './check/project/open-project.ts'
import { runCheck, type Wish } from './check/check.ts'
import { withEpilog } from './epilog.ts'
import { withExamples } from './options.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { UsageError } from './usage.ts'

interface Options extends ConfigOption {
  readonly changed: boolean
  readonly format: Wish['format']
  readonly fix: boolean
  readonly prove: boolean
  readonly hook: boolean
}

/** Gives what adds `tenon check`, with those of its commands that the words may mean: to load them all takes longer than to check a file. */
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
  // What follows the name of a command is that command's own, also of one below another: else "check" would take "--config" from "check init".
  const check = program
    .enablePositionalOptions()
    .command('check')
    .summary('Checks that the domain is free of technology.')
    .description(
      `Checks a project by the rules of capability as data: the domain declares, the service binds (exit ${exits.finding} when a rule is broken, ${exits.usage} when the check itself cannot be trusted: a pattern without files, a file in no layer, one that cannot be read).`,
    )
    .enablePositionalOptions()
    .argument('[paths...]', 'files or folders; without any the whole project')
  withEpilog(check, CONFIG_FORM)
  withExamples(check, 'tenon check', 'tenon check src/domain', 'tenon check --changed --fix')
  return withConfig(check)
    .addOption(new Option('--changed', 'only what git says is changed or new').default(false, 'off'))
    .addOption(
      new Option('--format <format>', 'how findings are written')
        .choices(['text', 'json', 'sarif', 'github', 'mermaid'])
        .default('text'),
    )
    .addOption(
      new Option('--fix', 'make the edits that change nothing that runs, and check again').default(false, 'off'),
    )
    .addOption(
      new Option('--prove', 'plant a violation for every rule in every layer, in memory, and see that each is reported')
        .default(false, 'off')
        .conflicts(['changed', 'fix', 'hook']),
    )
    .addOption(
      new Option('--hook', "read an agent's edit event from the standard input and check that one file")
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
    throw new UsageError(`--prove tells in text what it planted, so leave out --format ${wish.format}.`)
  if (wish.hook) return (await import('./check/hook.ts')).hook(shell.terminal)
  if (wish.prove) return (await import('./check/prove.ts')).prove(shell, wish)
  return runCheck(shell.terminal, wish)
}

const CONFIG_FORM = `
The config is read and never run: literals in tenon.config.ts, glob patterns from its folder. Every field is stated; a layer that there is not is [].

  export const check = {
    layers: { domain: ['src/domain/**'], service: ['src/service/**'], api: ['src/main.ts'], test: ['test/**'] },
    ignored: ['dist/**'],
    pure: ['zod'],
    technologies: [],
  }`
