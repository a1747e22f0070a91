import { Command, CommanderError } from 'commander'
import { messageOf } from '../../service/binding/defect.ts'
import { packageVersion } from '../../service/node/package.ts'
import { withEpilog } from './epilog.ts'
import { withExamples } from './options.ts'
import type { Shell } from './shell.ts'
import { exits, status } from './status.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'
import { visible } from './visible.ts'
import { wrapped } from './wrap.ts'

/**
 * Runs one command line to its end and gives its exit code. It never rejects. `stray` rejects with an error that nothing caught, after the
 * terminal has begun to listen: then the command is given up.
 */
export const run = async (words: readonly string[], terminal: Terminal, stray = NEVER): Promise<number> => {
  const [name, ...args] = words
  if (name === 'check') return (await import('./check.ts')).check(args, terminal)
  const code = await Promise.race([runCommand(words, terminal), stray.catch(strayed)]).catch((error: unknown) =>
    tellEnd(terminal, words, endOf(error)),
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

const strayed = (error: unknown): never => {
  throw new UsageError(`an uncaught error in the config or in what it loads:\n${traceOf(error)}`)
}

const runCommand = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  let code: number = exits.well
  const end = (given: number): void => {
    code = given
  }
  const shell = { terminal, end }
  const tenon = program(shell, await packageVersion())
  for (const add of await commandsFor(words)) add(tenon, shell)
  await tenon.parseAsync(words, { from: 'user' })
  return code
}

/** How a command that threw has ended. */
interface End {
  readonly exit: number
  readonly kind: 'usage' | 'defect'
  readonly says: string
  /** What the notes say; nothing where commander has said it already. */
  readonly note: string
}

const endOf = (error: unknown): End => {
  if (error instanceof CommanderError) {
    // Asking for help is no error.
    const exit = error.exitCode === 0 ? exits.well : exits.usage
    const says = error.code === 'commander.help' ? 'Name a command.' : error.message.replace(/^error: /, '')
    return { exit, kind: 'usage', says, note: '' }
  }
  if (error instanceof UsageError) return { exit: exits.usage, kind: 'usage', says: error.message, note: error.message }
  const says = 'a defect of Tenon or of the config. Please report it.'
  const note = `${says}\n${traceOf(error)}`
  return { exit: status.unclassified.exit, kind: 'defect', says: `${says} ${messageOf(error)}`, note }
}

const tellEnd = async ({ notes, output }: Terminal, words: readonly string[], end: End): Promise<number> => {
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

/** Every command, in the order in which the help tells them. */
const COMMANDS: { readonly [name: string]: (words: readonly string[]) => Promise<Add> } = {
  init: async () => (await import('./init.ts')).addInit,
  append: async () => (await import('./append.ts')).addAppend,
  read: async () => (await import('./read.ts')).addRead,
  log: async () => (await import('./log.ts')).addLog,
  event: async () => (await import('./event.ts')).addEvent,
  streams: async () => (await import('./streams.ts')).addStreams,
  import: async () => (await import('./import.ts')).addImport,
  export: async () => (await import('./export.ts')).addExport,
  describe: async () => (await import('./describe.ts')).addDescribe,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  conform: async () => (await import('./conform.ts')).addConform,
  check: async (words) => (await import('./check.ts')).checkFor(words),
  completion: async () => (await import('./completion.ts')).addCompletion,
  complete: async () => (await import('./complete.ts')).addComplete,
}

/** The command that is named, alone: what the others load would take most of the time of a short one. All of them where none is named, for the help and for what is misspelt. */
const commandsFor = async ([name, ...words]: readonly string[]): Promise<readonly Add[]> => {
  if (name !== undefined && VERSION.includes(name)) return []
  // A script completes every command, also those below another, which else are loaded for their help.
  if (name === 'completion') return all(['--help'])
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return named === undefined ? all(words) : [await named(words)]
}

const all = (words: readonly string[]): Promise<readonly Add[]> =>
  Promise.all(Object.values(COMMANDS).map((load) => load(words)))

const program = ({ terminal: { output, notes } }: Shell, version: string): Command => {
  const tenon = new Command('tenon')
    .description(
      'Reads and appends events, in any store that a config binds, and checks that a domain is free of technology.',
    )
    .version(version, VERSION.join(', '))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void notes.write(wrapped(visible(text), notes.columns)),
      getOutHelpWidth: () => output.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => notes.columns ?? HELP_WIDTH,
      outputError: (text, write) => write(text.replace(/^error: /, 'tenon: ')),
    })
    .showHelpAfterError('Run it with --help for what it takes.')
  withExamples(
    tenon,
    'tenon init',
    `tenon append order-7 --expected no_stream --type OrderPlaced --data '{"lines":3}'`,
    'tenon log --follow',
    'tenon help append',
    'source <(tenon completion bash)',
  )
  return withEpilog(tenon, EXITS)
}

const VERSION: readonly string[] = ['-V', '--version']

const HELP_WIDTH = 100

const EXITS = `
Exit codes: ${exits.well} well; ${exits.finding} a conflict or another answer that was not hoped for, a broken law or rule, or something wrong; ${exits.usage} usage, a store that falls short, or a check that cannot be trusted; ${status.timeout.exit} to ${status.unclassified.exit} a failure of the store, listed by "tenon describe --capability"; ${exits.interrupted} interrupted; ${exits.terminated} terminated.`
