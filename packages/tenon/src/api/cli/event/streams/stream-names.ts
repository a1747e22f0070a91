import { EventStore } from '../../../../domain/event/store.ts'
import type { StoreOptions } from '../../session/store-options.ts'
import type { Loading } from '../../session/config.ts'
import { choose } from '../../session/stores.ts'

/**
 * Returns names of streams that begin with a text, at most `most`. Returns none if the store does not exist or cannot
 * be read.
 */
export const streamNames = async (
  terminal: Loading,
  options: StoreOptions,
  begun: string,
  most: number,
): Promise<readonly string[]> => {
  const { binding } = await choose(terminal, options, EventStore)
  const opened = await binding.openExisting()
  if (opened.kind !== 'opened') return []
  const page = await opened.store.streams({ prefix: begun, after: null, limit: most })
  await binding.close()
  return page.kind === 'page' ? page.streams.map(({ stream }) => stream) : []
}
