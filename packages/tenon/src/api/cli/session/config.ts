import { resolve } from 'node:path'
import { configIn } from '../../../service/node/config-file.ts'
import { load } from '../../../service/node/module/load.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { isAnyBinding } from './binding-check.ts'

/** The part of a terminal that loading a config needs. */
export type Loading = Pick<Terminal, 'folder' | 'listen'>

/** What a config exports as `stores`: values by name, which need not be bindings. */
export interface ExportedStores {
  /** The config's path. */
  readonly path: string
  readonly values: ReadonlyMap<string, unknown>
}

/**
 * Loads the named config, or the folder's own if none is named, and returns its stores: at least one. Throws a
 * `UsageError` that says what the config lacks.
 */
export const exportedStores = async (terminal: Loading, config: string | undefined): Promise<ExportedStores> => {
  const { path, exports } = await loadedConfig(terminal, config)
  const stores: unknown = Reflect.get(exports, 'stores')
  if (typeof stores !== 'object' || stores === null)
    throw new UsageError(`${path} exports no stores. It must have: export const stores = { name: bind(...) }`)
  if (isAnyBinding(stores))
    throw new UsageError(
      `${path} exports a binding as stores. Give it a name: export const stores = { name: bind(...) }`,
    )
  const values = new Map<string, unknown>(Object.entries(stores))
  if (values.size === 0) throw new UsageError(`${path} exports stores without any store in it.`)
  return { path, values }
}

const loadedConfig = async (
  terminal: Loading,
  config: string | undefined,
): Promise<{ path: string; exports: object }> => {
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
