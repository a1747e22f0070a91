import { Command, CommanderError } from 'commander'
import { packageVersion } from '../../service/node/package.ts'
import { addAppend } from './append.ts'
import { addConform } from './conform.ts'
import { addDescribe } from './describe.ts'
import { addDoctor } from './doctor.ts'
import { addExport } from './export.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addLog } from './log.ts'
import { addRead } from './read.ts'
import type { Shell } from './shell.ts'
import { exits, status } from './status.ts'
import { addStreams } from './streams.ts'
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
    await program({ terminal, end }, await packageVersion()).parseAsync(words, { from: 'user' })
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

const program = (shell: Shell, version: string): Command => {
  const { output, notes } = shell.terminal
  const tenon = new Command('tenon')
    .description('Reads and appends events, in any store that a config binds.')
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
  for (const add of [
    addInit,
    addAppend,
    addRead,
    addLog,
    addStreams,
    addImport,
    addExport,
    addDescribe,
    addDoctor,
    addConform,
  ])
    add(tenon, shell)
  return tenon
}

const HELP_WIDTH = 100

const EXITS = `
Exit codes: ${exits.well} well; ${exits.finding} a conflict or another answer that was not hoped for, a broken law, or something wrong; ${exits.usage} usage, or a store that falls short;
${status.timeout.exit} to ${status.unclassified.exit} a failure of the store, listed by "tenon describe --capability"; ${exits.interrupted} interrupted; ${exits.terminated} terminated.`
