import type { Capability } from '../../../domain/capability/capability.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import { UsageError } from '../terminal/usage.ts'
import { boundTo, isAnyBinding, isBinding, nameOf, unboundText } from './binding-check.ts'
import { type Config, type Exported, loadedConfig, type Loading, storesIn } from './config.ts'
import type { StoreOptions } from './store-options.ts'

/** A store of a config: bound, but not open. */
export interface Chosen<C extends Capability> {
  readonly name: string
  readonly capability: C
  readonly binding: Binding<C>
}

/**
 * Loads the config and returns the names of its stores, also of the one that it has by its projections. Throws a
 * `UsageError` that says what the config lacks.
 */
export const storeNames = async (
  terminal: Loading,
  { config }: Pick<StoreOptions, 'config'>,
): Promise<readonly string[]> => {
  const { stores, runs } = storesOf(await loadedConfig(terminal, config))
  return [...stores.values.keys(), ...(runs === undefined ? [] : [RUNS])]
}

/**
 * Loads the config and returns the store that the options name, of any capability, or all stores if they name none.
 * Throws a `UsageError` that says what the config lacks.
 */
export const chooseAny = async (
  terminal: Loading,
  { config, store }: StoreOptions,
): Promise<readonly Chosen<Capability>[]> => {
  const { stores, runs } = storesOf(await loadedConfig(terminal, config))
  if (store !== undefined) return [store === RUNS && runs !== undefined ? await runs() : boundStore(stores, store)]
  const bound = boundStores(stores)
  return runs === undefined ? bound : [...bound, await runs()]
}

/** Returns the stores of a config, and how to make the one that it has by its projections. */
const storesOf = (
  config: Config,
): { readonly stores: Exported; readonly runs: (() => Promise<Chosen<Capability>>) | undefined } => {
  const { path, exports } = config
  if (Reflect.get(exports, 'projections') === undefined) return { stores: storesIn(config), runs: undefined }
  const stores = Reflect.get(exports, 'stores') === undefined ? { path, values: NONE } : storesIn(config)
  return { stores, runs: stores.values.has(RUNS) ? undefined : () => runsStore(config) }
}

const NONE: ReadonlyMap<string, unknown> = new Map()

/** The name of the store that a config with projections has without binding it. */
const RUNS = 'runs'

/** Binds the runs of a config's projections. What that takes is loaded only now, because few commands need it. */
const runsStore = async (config: Config): Promise<Chosen<Capability>> => {
  const { boundRuns } = await import('./bound-runs.ts')
  return boundStore({ path: config.path, values: new Map([[RUNS, boundRuns(config)]]) }, RUNS)
}

/**
 * Loads the config and returns the store that the options name, or the only store of the capability. Throws a
 * `UsageError` that says what the config lacks.
 */
export const choose = async <C extends Capability>(
  terminal: Loading,
  { config, store }: StoreOptions,
  capability: C,
): Promise<Chosen<C>> => {
  const exported = storesIn(await loadedConfig(terminal, config))
  const { name, binding } = store === undefined ? onlyStore(exported, capability) : boundStore(exported, store)
  const place = `stores.${name} of ${exported.path}`
  const works = `this command works on ${nameOf(capability)}. ${advice(exported, capability)}`
  return { name, capability, binding: boundTo(binding, capability, place, works) }
}

const boundStores = (exported: Exported): readonly Chosen<Capability>[] =>
  [...exported.values.keys()].map((name) => boundStore(exported, name))

const boundStore = ({ path, values }: Exported, name: string): Chosen<Capability> => {
  if (!values.has(name))
    throw new UsageError(`${path} exports no store ${name}. It has: ${[...values.keys()].join(', ')}.`)
  const binding = values.get(name)
  if (!isAnyBinding(binding)) throw new UsageError(`stores.${name} of ${path} ${unboundText(binding)}`)
  return { name, capability: binding.capability, binding }
}

/** Returns the only store of a capability. All stores must be bound: one that is not may be the one that is meant. */
const onlyStore = (exported: Exported, capability: Capability): Chosen<Capability> => {
  const { path } = exported
  const stores = boundStores(exported)
  const [first, ...others] = stores.filter((each) => each.capability.name === capability.name)
  if (first === undefined) {
    const has = stores.map((each) => `${each.name} (${nameOf(each.capability)})`).join(', ')
    throw new UsageError(`${path} exports no store of ${capability.name}. It has: ${has}.`)
  }
  if (others.length === 0) return first
  const names = [first, ...others].map(({ name }) => name).join(', ')
  throw new UsageError(`${path} exports several stores of ${capability.name}: ${names}. Name one with --store.`)
}

/** Says which stores of a config are of a capability. */
const advice = ({ path, values }: Exported, capability: Capability): string => {
  const names = [...values].filter(([, value]) => isBinding(value, capability)).map(([name]) => name)
  return names.length === 0
    ? `${path} exports no store of ${capability.name}.`
    : `Name one with --store: ${names.join(', ')}.`
}
