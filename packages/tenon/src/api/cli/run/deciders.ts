import type { Decider, DeciderParts } from '../../../domain/decider/decider.ts'
import { type Exported, groupIn, loadedConfig, type Loading } from '../session/config.ts'
import type { StoreOptions } from '../session/store-options.ts'
import { UsageError } from '../terminal/usage.ts'

/** A decider of a config. */
export interface ChosenDecider {
  /** Its name in the config. */
  readonly name: string
  readonly decider: Decider<DeciderParts>
}

/**
 * Loads the config and returns the decider of this name, or its only one if none is named. Throws a `UsageError` that
 * says what the config lacks.
 */
export const chooseDecider = async (
  terminal: Loading,
  config: string | undefined,
  name: string | undefined,
): Promise<ChosenDecider> => {
  const exported = await exportedDeciders(terminal, config)
  const { path, values } = exported
  const chosen = name ?? onlyName(exported)
  const value = values.get(chosen)
  if (!values.has(chosen))
    throw new UsageError(`${path} exports no decider ${chosen}. It has: ${[...values.keys()].join(', ')}.`)
  if (!isDecider(value)) throw new UsageError(`deciders.${chosen} of ${path} ${undecidedText(value)}`)
  return { name: chosen, decider: value }
}

/** Loads the config and returns the names of its deciders. */
export const deciderNames = async (
  terminal: Loading,
  { config }: Pick<StoreOptions, 'config'>,
): Promise<readonly string[]> => [...(await exportedDeciders(terminal, config)).values.keys()]

const exportedDeciders = async (terminal: Loading, config: string | undefined): Promise<Exported> =>
  groupIn(await loadedConfig(terminal, config), DECIDERS)

const DECIDERS = { name: 'deciders', one: 'decider', written: '{ name: decider<...>(...) }' }

const onlyName = ({ path, values }: Exported): string => {
  const [first = '', ...others] = values.keys()
  if (others.length === 0) return first
  throw new UsageError(`${path} exports several deciders: ${[first, ...others].join(', ')}. Name one with --decider.`)
}

/**
 * Whether a value is a decider. A config may import its own copy of this package, so a decider is recognised by its
 * members.
 */
const isDecider = (value: unknown): value is Decider<DeciderParts> => missingIn(value).length === 0

/** Says what a value is that is no decider, and what to do with it, as the rest of a sentence about it. */
const undecidedText = (value: unknown): string => {
  if (typeof value === 'function') return 'is a function. Put the decider there that it returns.'
  if (typeof value !== 'object' || value === null) return NOT_A_DECIDER
  if (typeof Reflect.get(value, 'then') === 'function')
    return 'is a promise. Write await before it, so that deciders has the decider itself.'
  const missing = missingIn(value)
  return missing.length === PARTS.length
    ? NOT_A_DECIDER
    : `is not a decider: it has no ${missing.join(', no ')}. ${MAKE}`
}

const MAKE = 'Make one with decider<...>({ ... }).'
const NOT_A_DECIDER = `is not a decider. ${MAKE}`

/** Each part of a decider, and whether a value can be that part. */
const PARTS: readonly (readonly [name: string, fits: (part: unknown) => boolean])[] = [
  ['name', (part) => typeof part === 'string'],
  ['version', (part) => typeof part === 'number'],
  ['events', (part) => typeof part === 'object' && part !== null && typeof Reflect.get(part, 'read') === 'function'],
  ['decide', (part) => typeof part === 'function'],
  ['evolve', (part) => typeof part === 'function'],
]

const missingIn = (value: unknown): readonly string[] =>
  PARTS.filter(([name, fits]) => typeof value !== 'object' || value === null || !fits(Reflect.get(value, name))).map(
    ([name]) => name,
  )
