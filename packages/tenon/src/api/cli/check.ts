import type { Command } from 'commander'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../domain/data/message-of.ts'
import { packageVersion } from '../../service/node/package.ts'
import { exits } from './terminal/exits.ts'
import type { Shell } from './terminal/shell.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What the module `tenon-check/cli` exports. Its terminal has the same text as ours, which a house test holds. */
interface Checker {
  /** Returns the version of the package. */
  readonly version: () => Promise<string>
  /** Runs one command line of the checker to its end and returns its exit code. It never rejects. */
  readonly run: (
    words: readonly string[],
    shell: { readonly terminal: Terminal; readonly name: string },
  ) => Promise<number>
  /** Returns a function that describes the checker's commands on an empty command. */
  readonly checkCommand: (words: readonly string[]) => Promise<(command: Command, shell: Shell) => void>
}

type Found = { readonly kind: 'found'; readonly checker: Checker } | { readonly kind: 'none'; readonly says: string }

/**
 * Runs a command line that begins with `check`: hands the words after it to the package tenon-check, and returns its
 * exit code.
 */
export const run = async ([, ...words]: readonly string[], terminal: Terminal): Promise<number> => {
  const found = await checkerFor(configFolder(words, terminal.folder))
  if (found.kind === 'found') return found.checker.run(words, { terminal, name: 'tenon check' })
  const { output, notes } = terminal
  await notes.line(`tenon: ${found.says}`)
  if (words.includes('--json')) await output.line(JSON.stringify({ kind: 'usage', says: found.says }))
  await output.finish()
  await notes.finish()
  return exits.usage
}

/** Returns a function that adds `tenon check` to the program, for the help and for completion. */
export const checkFor = async (
  words: readonly string[],
  folder: string,
): Promise<(program: Command, shell: Shell) => void> => {
  const found = await checkerFor(folder)
  const describe = found.kind === 'found' ? await found.checker.checkCommand(words) : null
  return (program, shell) => {
    const command = program.enablePositionalOptions().command('check')
    if (describe === null) command.summary('Checks that the domain is free of technology. It needs tenon-check.')
    else describe(command, shell)
  }
}

/**
 * Finds the checker that is installed for a folder, or else beside this package. It must have the same major and minor
 * version as this package.
 */
const checkerFor = async (folder: string): Promise<Found> => {
  const own = await packageVersion()
  const install = `npm install --save-dev tenon-check@~${own}`
  const path = pathFrom(join(folder, 'tenon.config.ts')) ?? pathFrom(import.meta.url)
  if (path === null)
    return { kind: 'none', says: `"tenon check" needs the package tenon-check. Install it: ${install}` }
  const loaded = await load(path).catch(messageOf)
  if (typeof loaded === 'string')
    return { kind: 'none', says: `tenon-check at ${path} cannot be loaded: ${loaded}\nInstall it again: ${install}` }
  const { checker, version } = loaded
  if (minorOf(version) === minorOf(own)) return { kind: 'found', checker }
  const says = `tenon ${own} cannot run tenon-check ${version} at ${path}: their minor versions differ. Install the same minor version: ${install}`
  return { kind: 'none', says }
}

const load = async (path: string): Promise<{ readonly checker: Checker; readonly version: string }> => {
  // A package of the same minor version has this shape.
  const checker = (await import(pathToFileURL(path).href)) as Checker
  return { checker, version: await checker.version() }
}

const pathFrom = (module: string): string | null => {
  try {
    return createRequire(module).resolve('tenon-check/cli')
  } catch {
    return null
  }
}

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Returns the folder of the config that the words name, or else the folder of the command. */
const configFolder = (words: readonly string[], folder: string): string => {
  const [option, ...after] = words.slice(words.findIndex((word) => /^--config(?:=|$)/.test(word)))
  const path = option?.startsWith('--config=') === true ? option.slice('--config='.length) : after[0]
  return option?.startsWith('--config') === true && path !== undefined ? dirname(resolve(folder, path)) : folder
}
