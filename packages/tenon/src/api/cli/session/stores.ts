import { resolve } from 'node:path'
import type { Capability } from '../../../domain/capability/capability.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import { configIn } from '../../../service/node/config-file.ts'
import { load } from '../../../service/node/module/load.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import type { StoreOptions } from './store-options.ts'

/** A store of a config: bound, but not open. */
export interface Chosen<C extends Capability> {
  readonly name: string
  readonly capability: C
  readonly binding: Binding<C>
}

/** The part of a terminal that loading a config needs. */
export type Loading = Pick<Terminal, 'folder' | 'listen'>

/** Loads the config and returns the names of its stores. Throws a `UsageError` that says what the config lacks. */
export const storeNames = async (
  terminal: Loading,
  { config }: Pick<StoreOptions, 'config'>,
): Promise<readonly string[]> => {
  const { path, exports } = await loadedConfig(terminal, config)
  return [...storesOf(path, exports).keys()]
}

/**
 * Loads the config and returns the store that the options name, which must be bound to one of the capabilities. Throws
 * a `UsageError` that says what the config lacks.
 */
export const choose = async <C extends Capability>(
  terminal: Loading,
  { config, store }: StoreOptions,
  capabilities: readonly C[],
): Promise<Chosen<C>> => {
  const { path, exports } = await loadedConfig(terminal, config)
  return named(path, storesOf(path, exports), store, capabilities)
}

/** Loads the named config, or the folder's own if none is named. */
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

const storesOf = (path: string, exported: object): ReadonlyMap<string, unknown> => {
  const stores: unknown = Reflect.get(exported, 'stores')
  if (typeof stores !== 'object' || stores === null)
    throw new UsageError(`${path} exports no stores. It must have: export const stores = { name: bind(...) }`)
  const found = new Map<string, unknown>(Object.entries(stores))
  if (found.size === 0) throw new UsageError(`${path} exports stores without any store in it.`)
  return found
}

const named = <C extends Capability>(
  path: string,
  stores: ReadonlyMap<string, unknown>,
  wanted: string | undefined,
  capabilities: readonly C[],
): Chosen<C> => {
  const names = [...stores.keys()]
  const name = wanted ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined)
    throw new UsageError(`${path} exports several stores: ${names.join(', ')}. Name one with --store.`)
  if (!stores.has(name)) throw new UsageError(`${path} exports no store ${name}. It has: ${names.join(', ')}.`)
  const binding = stores.get(name)
  if (isExecutor(binding))
    throw new UsageError(
      `stores.${name} of ${path} is an executor that is not bound. Bind it first, with bind(need, executor, policy).`,
    )
  for (const capability of capabilities) if (isBinding(binding, capability)) return { name, capability, binding }
  throw new UsageError(
    `stores.${name} of ${path} is not a binding of ${nameList(capabilities)}. Make one with bind(need, executor, policy).`,
  )
}

/** Returns the names of capabilities as a text for messages. */
export const nameList = (capabilities: readonly Capability[]): string =>
  capabilities.map(({ name }) => name).join(' or ')

/**
 * Whether a value is a binding of a capability. A config may import its own copy of this package, so a binding is
 * recognised by its members and not by its class.
 */
export const isBinding = <C extends Capability>(value: unknown, capability: C): value is Binding<C> => {
  if (typeof value !== 'object' || value === null) return false
  const declared: unknown = Reflect.get(value, 'capability')
  return (
    typeof declared === 'object' &&
    declared !== null &&
    Reflect.get(declared, 'name') === capability.name &&
    Reflect.get(declared, 'version') === capability.version &&
    Array.isArray(Reflect.get(value, 'gaps')) &&
    typeof Reflect.get(value, 'open') === 'function' &&
    typeof Reflect.get(value, 'openExisting') === 'function' &&
    typeof Reflect.get(value, 'close') === 'function'
  )
}

/** Whether a value is an executor, from which a binding is made. */
const isExecutor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'execute') === 'function'
