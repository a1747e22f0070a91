import { resolve } from 'node:path'
import { EventStore, type EventStoreCapability } from '../../../domain/event/store.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import { configIn } from '../../../service/node/config-file.ts'
import { load } from '../../../service/node/module/load.ts'
import type { StoreOptions } from '../terminal/options.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'

/** A store of a config, bound and not yet open. */
export interface Chosen {
  readonly name: string
  readonly binding: Binding<EventStoreCapability>
}

/** What a config is loaded for: whoever has a terminal. */
type Loading = Pick<Terminal, 'folder' | 'listen'>

/** Loads the config and gives the names of its stores. Throws a `UsageError` that says what the config lacks. */
export const storeNames = async (
  terminal: Loading,
  { config }: Pick<StoreOptions, 'config'>,
): Promise<readonly string[]> => {
  const { path, exports } = await loadedConfig(terminal, config)
  return [...storesOf(path, exports).keys()]
}

/** Loads the config and gives the store that the options name. Throws a `UsageError` that says what the config lacks. */
export const choose = async (terminal: Loading, { config, store }: StoreOptions): Promise<Chosen> => {
  const { path, exports } = await loadedConfig(terminal, config)
  return named(path, storesOf(path, exports), store)
}

/** Loads the config that is named, or the one of the folder. */
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

/** The path of the config that is named, or else of the one of the folder. Throws a `UsageError` where that is none or not one. */
const configPath = (folder: string, named: string | undefined): string => {
  if (named !== undefined) return resolve(folder, named)
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

const named = (path: string, stores: ReadonlyMap<string, unknown>, wanted: string | undefined): Chosen => {
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
  if (!isBinding(binding))
    throw new UsageError(
      `stores.${name} of ${path} is no binding of an event store. Make it with bind(need, executor, policy).`,
    )
  return { name, binding }
}

/** Whether a value is a binding of an event store. A config may have its own copy of this package, so it is known by what it has and not by its class. */
export const isBinding = (value: unknown): value is Binding<EventStoreCapability> => {
  if (typeof value !== 'object' || value === null) return false
  const capability: unknown = Reflect.get(value, 'capability')
  return (
    typeof capability === 'object' &&
    capability !== null &&
    Reflect.get(capability, 'name') === EventStore.name &&
    Reflect.get(capability, 'version') === EventStore.version &&
    Array.isArray(Reflect.get(value, 'gaps')) &&
    typeof Reflect.get(value, 'open') === 'function' &&
    typeof Reflect.get(value, 'openExisting') === 'function' &&
    typeof Reflect.get(value, 'close') === 'function'
  )
}

/** Whether a value is what a binding is made with. */
const isExecutor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'execute') === 'function'
