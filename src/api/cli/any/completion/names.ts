import type { StoreOptions } from '../../terminal/options.ts'
import { choose, storeNames } from '../../session/stores.ts'
import { clean } from '../../event/event-line.ts'

/** What the words of a command line that is being typed ask for: names of a store, or of streams, that begin as the last of them. */
export interface Asked {
  readonly what: string
  readonly folder: string
  readonly words: readonly string[]
}

/** The names that are asked for, a hundred at most. Nothing is made; it rejects where the store cannot be read. */
export const namesFor = async ({ what, folder, words }: Asked): Promise<readonly string[]> => {
  const terminal = { folder, listen: () => undefined }
  const options = { config: stated(words, '--config'), store: stated(words, '--store') }
  const begun = words.at(-1) ?? ''
  const found = what === 'stores' ? await storeNames(terminal, options) : await streamNames(terminal, options, begun)
  // A name that would turn the line around cannot be typed safely.
  return found.filter((name) => name.startsWith(begun) && clean(name) === name).slice(0, MOST)
}

const MOST = 100

const streamNames = async (
  terminal: Parameters<typeof choose>[0],
  options: StoreOptions,
  prefix: string,
): Promise<readonly string[]> => {
  const { binding } = await choose(terminal, options)
  const opened = await binding.openExisting()
  if (opened.kind !== 'opened') return []
  const page = await opened.store.streams({ prefix, after: null, limit: MOST })
  await binding.close()
  return page.kind === 'page' ? page.streams.map(({ stream }) => stream) : []
}

/** The value of an option among words that are not all there yet. */
const stated = (words: readonly string[], option: string): string | undefined => {
  const at = words.lastIndexOf(option)
  if (at !== -1 && at < words.length - 1) return words[at + 1]
  return words.findLast((word) => word.startsWith(`${option}=`))?.slice(option.length + 1)
}
