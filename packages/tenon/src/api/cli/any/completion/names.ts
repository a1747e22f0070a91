import { storedNames } from '../../capabilities.ts'
import type { Loading } from '../../session/config.ts'
import { storeNames } from '../../session/stores.ts'
import { clean } from '../../terminal/visible.ts'
import { capabilityNames, fieldWords, operationNames } from './declared-names.ts'

/** A request for names that can complete the command line being typed. The last word is what has been typed so far. */
export interface NameRequest {
  /** The kind of the names: one of `KINDS`, or a key of `storedNames`. */
  readonly what: string
  readonly folder: string
  readonly words: readonly string[]
}

/**
 * Returns the names that begin with the last word, at most a hundred. Creates nothing. Rejects if the store cannot be
 * read.
 */
export const namesFor = async ({ what, folder, words }: NameRequest): Promise<readonly string[]> => {
  const terminal = { folder, listen: () => undefined }
  const options = { config: stated(words, '--config'), store: stated(words, '--store') }
  const begun = words.at(-1) ?? ''
  const found = Object.hasOwn(KINDS, what)
    ? await KINDS[what]?.(terminal, options.config, words)
    : await storedNames.get(what)?.(terminal, options, begun, MOST)
  // A name that would reverse the direction of the line cannot be typed safely.
  return (found ?? []).filter((name) => name.startsWith(begun) && clean(name) === name).slice(0, MOST)
}

const MOST = 100

/** The kinds of names that a config or a rig has, without opening a store. */
const KINDS: {
  readonly [kind: string]: (
    terminal: Loading,
    config: string | undefined,
    words: readonly string[],
  ) => Promise<readonly string[]>
} = {
  stores: (terminal, config) => storeNames(terminal, { config }),
  operations: operationNames,
  fields: fieldWords,
  capabilities: capabilityNames,
  // Loading a rig loads the kit, which no other names need.
  laws: async (terminal, _config, words) => (await import('./law-names.ts')).lawNames(terminal, words),
}

/** Returns the value of an option among words that may still be incomplete. */
const stated = (words: readonly string[], option: string): string | undefined => {
  const at = words.lastIndexOf(option)
  if (at !== -1 && at < words.length - 1) return words[at + 1]
  return words.findLast((word) => word.startsWith(`${option}=`))?.slice(option.length + 1)
}
