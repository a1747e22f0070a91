import type { Capability } from '../../../../domain/capability/capability.ts'
import { capabilities } from '../../capabilities.ts'
import type { Loading } from '../../session/config.ts'
import { type Chosen, chooseAny } from '../../session/stores.ts'
import { fieldFlags, wordsFor } from '../call/field-flags.ts'

/** Returns the operations of the store that a command line of `tenon call` names. */
export const operationNames = async (
  terminal: Loading,
  config: string | undefined,
  words: readonly string[],
): Promise<readonly string[]> => {
  const { capability } = await storeIn(terminal, config, words)
  return Object.keys(capability.operations)
}

/**
 * Returns what can come next in a command line of `tenon call`: the options of the operation's fields, or the values of
 * the option that comes last.
 */
export const fieldWords = async (
  terminal: Loading,
  config: string | undefined,
  words: readonly string[],
): Promise<readonly string[]> => {
  const { capability } = await storeIn(terminal, config, words)
  const operation = capability.operations[namesIn(words)[1] ?? '']
  if (operation === undefined) return []
  const flags = fieldFlags(operation)
  const last = words.at(-2)
  const taking = flags.find(({ flag }) => flag === last)
  if (taking !== undefined) return wordsFor(taking)
  const all = [...flags.map(({ flag }) => flag), ...(operation.gives === 'many' ? ['--limit'] : [])]
  return all.filter((flag) => !words.slice(0, -1).includes(flag))
}

/** Returns the names of the capabilities of this library and of the config. */
export const capabilityNames = async (terminal: Loading, config: string | undefined): Promise<readonly string[]> => {
  const stores = await chooseAny(terminal, { config, store: undefined }).catch(() => [])
  const all: readonly Capability[] = [...capabilities, ...stores.map(({ capability }) => capability)]
  return [...new Set(all.map(({ name }) => name))]
}

const storeIn = async (
  terminal: Loading,
  config: string | undefined,
  words: readonly string[],
): Promise<Chosen<Capability>> => {
  const [store] = await chooseAny(terminal, { config, store: namesIn(words)[0] })
  if (store === undefined) throw new Error('chooseAny returns at least one store.')
  return store
}

/** Returns the store and the operation that a command line of `tenon call` names so far. */
const namesIn = (words: readonly string[]): readonly string[] =>
  words.slice(1, -1).filter((word, i, all) => !word.startsWith('-') && !OF_CALL.has(all[i - 1] ?? ''))

/** The options of every call that take a value. */
const OF_CALL: ReadonlySet<string> = new Set(['--config', '--fields'])
