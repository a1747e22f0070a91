import { Command, CommanderError } from 'commander'
import { packageVersion } from '../../service/node/package.ts'
import type { Shell } from './shell.ts'
import { exits, status } from './status.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/** Runs one command line to its end and gives its exit code. It never rejects. */
export const run = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  const code = await runCommand(words, terminal)
  const trouble = await terminal.output.finish()
  await terminal.notes.finish()
  const { aborted, reason } = terminal.interrupt
  if (aborted) return reason === 'SIGTERM' ? exits.terminated : exits.interrupted
  if (trouble === undefined) return code
  await terminal.notes.line(`tenon: the output could not be written: ${trouble}.`)
  return exits.usage
}

const runCommand = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  let code: number = exits.well
  const end = (given: number): void => {
    code = given
  }
  try {
    const shell = { terminal, end }
    const tenon = program(shell, await packageVersion())
    for (const add of await commandsFor(words)) add(tenon, shell)
    await tenon.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    // Commander has said its own by then; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.well : exits.usage
    if (error instanceof UsageError) {
      await terminal.notes.line(`tenon: ${error.message}`)
      return exits.usage
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    await terminal.notes.line(`tenon: a defect of Tenon or of the config. Please report it.\n${trace}`)
    return status.unclassified.exit
  }
}

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
}

/** The command that is named, alone: what the others load would take most of the time of a short one. All of them where none is named, for the help and for what is misspelt. */
const commandsFor = ([name, ...words]: readonly string[]): Promise<readonly Add[]> => {
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return Promise.all((named === undefined ? Object.values(COMMANDS) : [named]).map((load) => load(words)))
}

const program = ({ terminal: { output, notes } }: Shell, version: string): Command =>
  new Command('tenon')
    .description(
      'Reads and appends events, in any store that a config binds, and checks that a domain is free of technology.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void notes.write(text),
      getOutHelpWidth: () => output.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => notes.columns ?? HELP_WIDTH,
      outputError: (text, write) => write(text.replace(/^error: /, 'tenon: ')),
    })
    .showHelpAfterError('Run it with --help for what it takes.')
    .addHelpText('after', EXITS)

const HELP_WIDTH = 100

const EXITS = `
Exit codes: ${exits.well} well; ${exits.finding} a conflict or another answer that was not hoped for, a broken law or rule, or something wrong; ${exits.usage} usage, a store that falls short, or a check that cannot be trusted;
${status.timeout.exit} to ${status.unclassified.exit} a failure of the store, listed by "tenon describe --capability"; ${exits.interrupted} interrupted; ${exits.terminated} terminated.`
