import { Command, CommanderError, Option } from 'commander'
import { packageVersion } from '../../service/node/package.ts'
import { withEpilog } from './terminal/epilog.ts'
import { withCheckExamples } from './examples.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import type { Terminal } from './terminal/terminal.ts'
import { UsageError } from './terminal/usage.ts'
import { visible } from './terminal/visible.ts'
import { wrapped } from './terminal/wrap.ts'
import type { CheckOptions } from './check.ts'
import { type ConfigOption, withConfig } from './project/config-option.ts'

/** Where the checker's command line runs, and the name that its help shows: `tenon check` or `tenon-check`. */
export interface CheckShell {
  readonly terminal: Terminal
  readonly name: string
}

/**
 * Runs one command line of the checker in this process and returns its exit code. `args` are the words after the
 * program's name. It never rejects and never ends the process.
 */
export const run = async (args: readonly string[], { terminal, name }: CheckShell): Promise<number> => {
  const code = await runCommand(args, terminal, name).catch((error: unknown) => printEnd(terminal, args, endOf(error)))
  const trouble = await terminal.output.finish()
  await terminal.notes.finish()
  const { aborted, reason } = terminal.interrupt
  if (aborted) return reason === 'SIGTERM' ? exits.terminated : exits.interrupted
  if (trouble === undefined) return code
  await terminal.notes.line(`tenon-check: the output could not be written: ${trouble}.`)
  return exits.usage
}

/** Configures an empty command as the checker's command. */
export type Configure = (command: Command, shell: Shell) => void

/**
 * Returns a function that configures the checker's command and the subcommands that `args` may name, or all subcommands
 * if `args` ask for help. Loading every subcommand takes longer than checking a file.
 */
export const checkCommand = async (args: readonly string[]): Promise<Configure> => {
  const all = args.some((word) => HELP.has(word))
  const named = Object.entries(SUBCOMMANDS).filter(([name]) => all || args.includes(name))
  const [version, adders] = await Promise.all([packageVersion(), Promise.all(named.map(([, load]) => load()))])
  return (command, shell) => {
    configure(command, shell)
    command.version(version, '-V, --version')
    for (const add of adders) add(command, shell)
  }
}

const HELP: ReadonlySet<string> = new Set(['help', '-h', '--help'])

const SUBCOMMANDS: { readonly [name: string]: () => Promise<(check: Command, shell: Shell) => void> } = {
  init: async () => (await import('./init.ts')).addInit,
  explain: async () => (await import('./explain.ts')).addExplain,
  why: async () => (await import('./why.ts')).addWhy,
  baseline: async () => (await import('./baseline.ts')).addBaseline,
}

const runCommand = async (args: readonly string[], terminal: Terminal, name: string): Promise<number> => {
  let code: number = exits.well
  const end = (given: number): void => {
    code = given
  }
  const { output, notes } = terminal
  const command = new Command(name)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void notes.write(wrapped(visible(text), notes.columns)),
      getOutHelpWidth: () => output.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => notes.columns ?? HELP_WIDTH,
      outputError: (text, write) => write(text.replace(/^error: /, 'tenon-check: ')),
    })
    .showHelpAfterError('Run it with --help to see its usage.')
  const withCommand = await checkCommand(args)
  withCommand(command, { terminal, end })
  await command.parseAsync(args, { from: 'user' })
  return code
}

const HELP_WIDTH = 100

interface Options extends ConfigOption {
  readonly changed: boolean
  readonly format: CheckOptions['format']
  readonly fix: boolean
  readonly prove: boolean
  readonly hook: boolean
}

const configure = (command: Command, shell: Shell): void => {
  command
    .summary('Checks that the domain is free of technology.')
    .description(
      `Checks a project by the rules of capability as data: the domain declares, the service binds. Exits with ${exits.finding} if a rule is broken, and with ${exits.usage} if the check cannot be trusted: a pattern matches no file, a file is in no layer, or a file cannot be read.`,
    )
    // Options after the name of a subcommand belong to it: otherwise "check" would take "--config" from "check init".
    .enablePositionalOptions()
    .argument('[paths...]', 'files or folders to check (default: the whole project)')
  withEpilog(command, CONFIG_FORM)
  withCheckExamples(command, '', 'src/domain', '--changed --fix')
  withConfig(command)
    .addOption(new Option('--changed', 'check only the files that git reports as changed or new').default(false, 'off'))
    .addOption(
      new Option('--format <format>', 'the output format for findings')
        .choices(['text', 'json', 'sarif', 'github', 'mermaid'])
        .default('text'),
    )
    .addOption(
      new Option('--fix', 'make the edits that do not change how the code runs, then check again').default(
        false,
        'off',
      ),
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
      new Option('--hook', "read an agent's edit event from standard input and check the edited files")
        .default(false, 'off')
        .conflicts(['changed', 'fix', 'format']),
    )
    .action(async (paths: readonly string[], options: Options) => {
      shell.end(await checked(shell, { ...options, paths }))
    })
}

/** Runs a check. Its code is loaded only here, so that a native parser that is missing is reported as an error. */
const checked = async (shell: Shell, options: Options & CheckOptions): Promise<number> => {
  if ((options.hook || options.prove) && options.paths.length > 0)
    throw new UsageError(
      `${options.hook ? '--hook takes the files from the event' : '--prove checks the whole project'}, so do not name paths.`,
    )
  if (options.prove && options.format !== 'text')
    throw new UsageError(`--prove prints text only, so leave out --format ${options.format}.`)
  if (options.hook) return (await import('./hook.ts')).hook(shell.terminal)
  if (options.prove) return (await import('./prove.ts')).prove(shell, options)
  return (await import('./check.ts')).runCheck(shell.terminal, options)
}

const CONFIG_FORM = `
The config is read and never run: write literals in tenon.config.ts, and glob patterns relative to its folder. Every field is required; use [] for a layer you do not have.

  export const check = {
    layers: { domain: ['src/domain/**'], service: ['src/service/**'], api: ['src/main.ts'], test: ['test/**'] },
    ignored: ['dist/**'],
    pure: ['zod'],
    technologies: [],
  }`

/** The result of a command that threw. */
interface End {
  readonly exit: number
  readonly kind: 'usage' | 'defect'
  readonly says: string
  /** What is written to the notes; empty if commander has written it already. */
  readonly note: string
}

/** The exit code of a defect. `tenon` uses the same for a failure of a store that it cannot classify. */
const DEFECT = 25

const endOf = (error: unknown): End => {
  if (error instanceof CommanderError) {
    // Asking for help or for the version is not an error.
    const exit = error.exitCode === 0 ? exits.well : exits.usage
    return { exit, kind: 'usage', says: error.message.replace(/^error: /, ''), note: '' }
  }
  if (error instanceof UsageError) return { exit: exits.usage, kind: 'usage', says: error.message, note: error.message }
  const says = 'a defect of tenon-check. Please report it.'
  const [message, trace] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined]
  const note = `${says}\n${trace ?? message}`
  return { exit: DEFECT, kind: 'defect', says: `${says} ${message}`, note }
}

const printEnd = async ({ notes, output }: Terminal, args: readonly string[], end: End): Promise<number> => {
  const { exit, kind, says, note } = end
  if (note !== '') await notes.line(visible(`tenon-check: ${note}`))
  if (exit !== exits.well && wantsJson(args)) await output.line(JSON.stringify({ kind, says }))
  return exit
}

const wantsJson = (args: readonly string[]): boolean => {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).includes('--json')
}
