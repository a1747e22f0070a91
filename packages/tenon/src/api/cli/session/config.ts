import { resolve } from 'node:path'
import { configIn } from '../../../service/node/config-file.ts'
import { load } from '../../../service/node/module/load.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { isAnyBinding } from './binding-check.ts'

/** The part of a terminal that loading a config needs. */
export type Loading = Pick<Terminal, 'folder' | 'listen'>

/** What a config exports under one name: values by name, of any kind. */
export interface Exported {
  /** The config's path. */
  readonly path: string
  readonly values: ReadonlyMap<string, unknown>
}

/** A group of values that a config exports under one name. */
interface Group {
  /** The name of the export, which is a plural. */
  readonly name: string
  /** One of the group, for messages. */
  readonly one: string
  /** How one is written in the config. */
  readonly written: string
}

/** A config that is loaded. */
export interface Config {
  readonly path: string
  readonly exports: object
}

/** Loads the named config, or the folder's own if none is named. Throws a `UsageError` if that is not possible. */
export const loadedConfig = async (terminal: Loading, config: string | undefined): Promise<Config> => {
  const path = configPath(terminal.folder, config)
  const loaded = await load(path)
  terminal.listen()
  switch (loaded.kind) {
    case 'missing':
      throw new UsageError(`${path} does not exist. Write one with "tenon init", or name it with --config.`)
    case 'unloadable':
      throw new UsageError(`${path} cannot be loaded. ${loaded.says}`)
    case 'loaded':
      return { path, exports: loaded.exports }
    default:
      return loaded satisfies never
  }
}

/** Returns the stores of a config: at least one. Throws a `UsageError` if it has none. */
export const storesIn = (config: Config): Exported => {
  if (isAnyBinding(Reflect.get(config.exports, STORES.name)))
    throw new UsageError(
      `${config.path} exports a binding as stores. Give it a name: export const stores = { name: bind(...) }`,
    )
  return groupIn(config, STORES)
}

const STORES: Group = { name: 'stores', one: 'store', written: '{ name: bind(...) }' }

/** Returns a group of values of a config: at least one. Throws a `UsageError` if it has none. */
export const groupIn = ({ path, exports }: Config, { name, one, written }: Group): Exported => {
  const group: unknown = Reflect.get(exports, name)
  if (typeof group !== 'object' || group === null)
    throw new UsageError(`${path} exports no ${name}. It must have: export const ${name} = ${written}`)
  const values = new Map<string, unknown>(Object.entries(group))
  if (values.size === 0) throw new UsageError(`${path} exports ${name} without any ${one} in it.`)
  return { path, values }
}

/**
 * Returns the path of the named config, or of the folder's own. Throws a `UsageError` if the folder has none, or more
 * than one.
 */
const configPath = (folder: string, name: string | undefined): string => {
  if (name !== undefined) return resolve(folder, name)
  const found = configIn(folder)
  switch (found.kind) {
    case 'config':
      return found.path
    case 'none':
      throw new UsageError(
        `There is no tenon.config.ts in ${folder}. Write one with "tenon init", or name it with --config.`,
      )
    case 'several':
      throw new UsageError(found.says)
    default:
      return found satisfies never
  }
}
