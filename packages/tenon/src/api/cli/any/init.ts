import { readFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { configIn, newConfigName } from '../../../service/node/config-file.ts'
import { exists, writeNew, writeOver } from '../../../service/node/file.ts'
import { installed } from '../../../service/node/module/installed.ts'
import { misreadAsCommonJs } from '../../../service/node/module/misread.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { UsageError } from '../terminal/usage.ts'
import { type ConfigParts, withStores } from './config-merge.ts'

/** The config that `tenon init` writes. */
export interface ConfigTemplate extends ConfigParts {
  /** What the config has, for the help. */
  readonly says: string
  /** The words of commands to try next. */
  readonly next: readonly string[]
}

interface Options {
  readonly config: string | undefined
  readonly json: boolean
}

/** Adds `tenon init`. */
export const addInit = (program: Command, shell: Shell, template: ConfigTemplate): void => {
  const command = program
    .command('init')
    .summary(`Writes a config with ${template.says}, every field explicit.`)
    .description(
      `Writes a config with ${template.says}, every field explicit. An existing config keeps everything in it; one that already exports stores is not changed.`,
    )
    .option(
      '--config <path>',
      'where to write it (default: tenon.config.ts in this folder, or tenon.config.mts if the nearest package.json does not say "type": "module")',
    )
  withExamples(command, 'tenon init', 'tenon init --config shop/tenon.config.ts')
  withJson(command, 'where it was written: {"kind":"initialised","config","created"}').action(
    async (options: Options) => init(shell, options, template),
  )
}

const init = async ({ terminal, end }: Shell, options: Options, template: ConfigTemplate): Promise<void> => {
  const { folder } = terminal
  const { config: named, json } = options
  const path = named === undefined ? ownPath(folder) : resolve(folder, named)
  const created = !(await exists(path))
  const writing = created ? writeNew(path, `${template.imports}\n${template.stores}`) : addTo(path, template)
  await writing.catch((error: unknown) => {
    if (error instanceof UsageError) throw error
    throw new UsageError(troubleWith(named ?? basename(path), error))
  })
  await terminal.output.line(json ? JSON.stringify({ kind: 'initialised', config: path, created }) : path)
  await terminal.notes.line(nextSteps(folder, path, template))
  end(exits.well)
}

/** Returns the path of the folder's config, or of the one to write. Throws a `UsageError` if there are several. */
const ownPath = (folder: string): string => {
  const found = configIn(folder)
  if (found.kind === 'several') throw new UsageError(found.says)
  return found.kind === 'config' ? found.path : resolve(folder, newConfigName(folder, 'ts'))
}

const addTo = async (path: string, template: ConfigTemplate): Promise<void> => {
  const before = await readFile(path, 'utf8')
  const text = await withStores(path, before, template)
  const misread = await misreadAsCommonJs(path, async () => text)
  if (misread !== null) throw new UsageError(`Nothing is added to ${basename(path)}. ${misread}`)
  await writeOver(path, text)
}

const nextSteps = (folder: string, path: string, { next }: ConfigTemplate): string => {
  const found = configIn(folder)
  const named = found.kind === 'config' && found.path === path ? '' : ` --config ${quoted(relative(folder, path))}`
  return [
    'Next:',
    ...(installed('tenon', dirname(path)) ? [] : ['  npm install tenon']),
    ...next.map((words) => `  npx tenon ${words}${named}`),
  ].join('\n')
}

/** Quotes a word for a shell if it needs that. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
