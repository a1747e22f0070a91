import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { writeNew } from '../../service/node/file.ts'
import { installed } from '../../service/node/module.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import { CONFIG_TEXT } from './config-text.ts'
import { CONFIG, withJson } from './options.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { UsageError } from './usage.ts'

interface Options {
  readonly config: string
  readonly json: boolean
}

/** Adds `tenon init`. */
export const addInit = (program: Command, shell: Shell): void => {
  const command = program
    .command('init')
    .description('Writes a config with one store in an SQLite file, every field explicit. It never overwrites.')
    .addOption(new Option('--config <path>', 'where to write it').default(CONFIG, `${CONFIG} in this folder`))
  withJson(command, 'where it was written: {"config"}').action(async (options: Options) => init(shell, options))
}

const init = async ({ terminal, end }: Shell, { config, json }: Options): Promise<void> => {
  const path = resolve(terminal.folder, config)
  await writeNew(path, CONFIG_TEXT).catch((error: unknown) => {
    throw new UsageError(troubleWith(config, error))
  })
  await terminal.output.line(json ? JSON.stringify({ config: path }) : path)
  await terminal.notes.line(next(config, installed('tenon', dirname(path))))
  end(exits.well)
}

const next = (config: string, there: boolean): string => {
  const named = config === CONFIG ? '' : ` --config ${quoted(config)}`
  return [
    'Next:',
    ...(there ? [] : ['  npm install tenon']),
    `  npx tenon append order-1 --expected no_stream --type OrderPlaced --data '{"total":12}'${named}`,
    `  npx tenon read order-1${named}`,
  ].join('\n')
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
