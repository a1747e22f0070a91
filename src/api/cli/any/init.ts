import { readFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { configIn, newConfigName } from '../../../service/node/config-file.ts'
import { exists, writeNew, writeOver } from '../../../service/node/file.ts'
import { installed, misnaming } from '../../../service/node/module/load.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { CONFIG_TEXT } from '../event/config-template.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { exits } from '../session/status.ts'
import { UsageError } from '../terminal/usage.ts'

interface Options {
  readonly config: string | undefined
  readonly json: boolean
}

/** Adds `tenon init`. */
export const addInit = (program: Command, shell: Shell): void => {
  const command = program
    .command('init')
    .summary('Writes a config with one store in an SQLite file, every field explicit.')
    .description(
      'Writes a config with one store in an SQLite file, every field explicit. An existing config keeps everything in it; one that already exports stores is not changed.',
    )
    .option(
      '--config <path>',
      'where to write it (default: tenon.config.ts in this folder, or tenon.config.mts where the nearest package.json does not say "type": "module")',
    )
  withExamples(command, 'tenon init', 'tenon init --config shop/tenon.config.ts')
  withJson(command, 'where it was written: {"kind":"initialised","config","created"}').action(
    async (options: Options) => init(shell, options),
  )
}

const init = async ({ terminal, end }: Shell, { config: named, json }: Options): Promise<void> => {
  const { folder } = terminal
  const path = named === undefined ? ownPath(folder) : resolve(folder, named)
  const created = !(await exists(path))
  const writing = created ? writeNew(path, CONFIG_TEXT) : added(path)
  await writing.catch((error: unknown) => {
    if (error instanceof UsageError) throw error
    throw new UsageError(troubleWith(named ?? basename(path), error))
  })
  await terminal.output.line(json ? JSON.stringify({ kind: 'initialised', config: path, created }) : path)
  await terminal.notes.line(next(folder, path, installed('tenon', dirname(path))))
  end(exits.well)
}

/** Where a config stands in a folder, or is to stand. Throws a `UsageError` where there are several. */
const ownPath = (folder: string): string => {
  const found = configIn(folder)
  if (found.kind === 'several') throw new UsageError(found.says)
  return found.kind === 'config' ? found.path : resolve(folder, newConfigName(folder, 'ts'))
}

const added = async (path: string): Promise<void> => {
  const before = await readFile(path, 'utf8')
  // To read a config takes the parser, which a new one does not need.
  const { withStores } = await import('./config-merge.ts')
  const text = withStores(path, before)
  const misnamed = await misnaming(path, async () => text)
  if (misnamed !== null) throw new UsageError(`Nothing is added to ${basename(path)}. ${misnamed}`)
  await writeOver(path, text)
}

const next = (folder: string, path: string, there: boolean): string => {
  const found = configIn(folder)
  const named = found.kind === 'config' && found.path === path ? '' : ` --config ${quoted(relative(folder, path))}`
  return [
    'Next:',
    ...(there ? [] : ['  npm install tenon']),
    `  npx tenon append order-1 --expected no_stream --type OrderPlaced --data '{"total":12}'${named}`,
    `  npx tenon read order-1${named}`,
  ].join('\n')
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
