import { Command, CommanderError } from 'commander'
import { messageOf } from '../../domain/data/message-of.ts'
import { packageVersion } from '../../service/node/package.ts'
import { status, statusOfOther } from './session/status.ts'
import { withEpilog } from './terminal/epilog.ts'
import { exits } from './terminal/exits.ts'
import { withExamples } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import type { Terminal } from './terminal/terminal.ts'
import { UsageError } from './terminal/usage.ts'
import { visible } from './terminal/visible.ts'
import { wrapped } from './terminal/wrap.ts'

/**
 * Runs one command line to its end and returns its exit code. Never rejects. `uncaught` rejects with an error that was
 * not caught, after the terminal has started to listen; then the command is abandoned.
 */
export const run = async (words: readonly string[], terminal: Terminal, uncaught = NEVER): Promise<number> => {
  if (words[0] === 'check') return (await import('./check.ts')).run(words, terminal)
  const code = await Promise.race([runCommand(words, terminal), uncaught.catch(toUsageError)]).catch((error: unknown) =>
    printEnd(terminal, words, endOf(error)),
  )
  const trouble = await terminal.output.finish()
  await terminal.notes.finish()
  const { aborted, reason } = terminal.interrupt
  if (aborted) return reason === 'SIGTERM' ? exits.terminated : exits.interrupted
  if (trouble === undefined) return code
  await terminal.notes.line(`tenon: the output could not be written: ${trouble}.`)
  return exits.usage
}

const NEVER: Promise<never> = new Promise(() => undefined)

const toUsageError = (error: unknown): never => {
  throw new UsageError(`an uncaught error in the config or in what it loads:\n${traceOf(error)}`)
}

const runCommand = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  let code: number = exits.well
  const end = (given: number): void => {
    code = given
  }
  const shell = { terminal, end }
  const tenon = program(shell, await packageVersion())
  for (const add of await commandsFor(words, terminal.folder)) add(tenon, shell)
  await tenon.parseAsync(words, { from: 'user' })
  return code
}

/** How a command ended that threw an error. */
interface End {
  readonly exit: number
  readonly kind: 'usage' | 'defect'
  readonly says: string
  /** The text for the notes; empty if commander has printed it already. */
  readonly note: string
}

const endOf = (error: unknown): End => {
  if (error instanceof CommanderError) {
    // Asking for help is not an error.
    const exit = error.exitCode === 0 ? exits.well : exits.usage
    const says = error.code === 'commander.help' ? 'Name a command.' : error.message.replace(/^error: /, '')
    return { exit, kind: 'usage', says, note: '' }
  }
  if (error instanceof UsageError) return { exit: exits.usage, kind: 'usage', says: error.message, note: error.message }
  const says = 'a defect of Tenon or of the config. Please report it.'
  const note = `${says}\n${traceOf(error)}`
  return { exit: status.unclassified.exit, kind: 'defect', says: `${says} ${messageOf(error)}`, note }
}

const printEnd = async ({ notes, output }: Terminal, words: readonly string[], end: End): Promise<number> => {
  const { exit, kind, says, note } = end
  if (note !== '') await notes.line(visible(`tenon: ${note}`))
  if (exit !== exits.well && wantsJson(words)) await output.line(JSON.stringify({ kind, says }))
  return exit
}

const wantsJson = (words: readonly string[]): boolean => {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).includes('--json')
}

const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error)

/** Adds a command to the program. */
type Add = (program: Command, shell: Shell) => void

/** Every command, in the order of the help. */
const COMMANDS: { readonly [name: string]: (words: readonly string[], folder: string) => Promise<Add> } = {
  init: async () => {
    const [{ addInit }, { configTemplate }] = await Promise.all([
      import('./any/init.ts'),
      import('./event/config-template.ts'),
    ])
    return (program, shell) => addInit(program, shell, configTemplate)
  },
  append: async () => (await import('./event/append.ts')).addAppend,
  read: async () => (await import('./event/read.ts')).addRead,
  state: async () => (await import('./run/state.ts')).addState,
  log: async () => (await import('./event/log.ts')).addLog,
  event: async () => (await import('./event/event.ts')).addEvent,
  streams: async () => (await import('./event/streams.ts')).addStreams,
  import: async () => (await import('./event/import.ts')).addImport,
  export: async () => (await import('./event/export.ts')).addExport,
  project: async () => (await import('./run/project.ts')).addProject,
  call: async () => {
    const [{ addCall }, { callExamples }] = await Promise.all([import('./any/call.ts'), import('./call-examples.ts')])
    return (program, shell) => addCall(program, shell, callExamples)
  },
  describe: async () => (await import('./any/describe.ts')).addDescribe,
  doctor: async () => (await import('./any/doctor.ts')).addDoctor,
  conform: async () => (await import('./any/conform.ts')).addConform,
  check: async (words, folder) => (await import('./check.ts')).checkFor(words, folder),
  completion: async () => (await import('./any/completion.ts')).addCompletion,
  complete: async () => (await import('./any/complete.ts')).addComplete,
}

/**
 * Returns only the named command, because loading the others would take most of the time of a short one. Returns all of
 * them if none is named or the name is unknown, for the help and for suggestions.
 */
const commandsFor = async (words: readonly string[], folder: string): Promise<readonly Add[]> => {
  const [name, ...others] = words
  if (name !== undefined && VERSION.includes(name)) return []
  // A completion script needs every command, and also the commands below another, which are loaded only when help is
  // asked for.
  if (name === 'completion') return all(['--help'], folder)
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return named === undefined ? all(words, folder) : [await named(others, folder)]
}

const all = (words: readonly string[], folder: string): Promise<readonly Add[]> =>
  Promise.all(Object.values(COMMANDS).map((load) => load(words, folder)))

const program = ({ terminal: { output, notes } }: Shell, version: string): Command => {
  const tenon = new Command('tenon')
    .description(
      'Reads and appends events, runs projections, calls any store that a config binds, and checks that a domain is free of technology.',
    )
    .version(version, VERSION.join(', '))
    // The words after a command are its own: a field may be named as an option of the program is.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void notes.write(wrapped(visible(text), notes.columns)),
      getOutHelpWidth: () => output.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => notes.columns ?? HELP_WIDTH,
      outputError: (text, write) => write(text.replace(/^error: /, 'tenon: ')),
    })
    .showHelpAfterError('Run it with --help to see its usage.')
  withExamples(
    tenon,
    'tenon init',
    `tenon append order-7 --expected no_stream --type OrderPlaced --data '{"lines":3}'`,
    'tenon log --follow',
    'tenon call events',
    'tenon help append',
    'source <(tenon completion bash)',
  )
  return withEpilog(tenon, EXITS)
}

const VERSION: readonly string[] = ['-V', '--version']

const HELP_WIDTH = 100

const EXITS = `
Exit codes: ${exits.well} success; ${exits.finding} a conflict or any other unsuccessful answer, a broken law or rule, or something wrong; ${exits.usage} a usage error, a store that falls short of its need, or a check that cannot be trusted; ${status.timeout.exit} to ${status.unclassified.exit} a failure of the store, listed by "tenon describe --capability"; ${statusOfOther.caller.exit} to ${statusOfOther.other.exit} a failure that only its capability has: the caller has to act (${statusOfOther.caller.exit}), it passes by itself (${statusOfOther.passing.exit}), or neither; ${exits.interrupted} interrupted; ${exits.terminated} terminated.`
