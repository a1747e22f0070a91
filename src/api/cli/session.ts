import type { EventStore } from '../../domain/event/store.ts'
import type { StoreOptions } from './options.ts'
import { type Chosen, choose } from './stores.ts'
import { exits } from './status.ts'
import { tell, tellGaps } from './tell.ts'
import type { Terminal } from './terminal.ts'

/** What a command does with an open store. It gives the exit code. */
export type Work = (store: EventStore, chosen: Chosen) => Promise<number>

/** Opens the chosen store, does the work, and closes it whatever comes. Gives the exit code, and says why when it is not well. */
export const withStore = async (terminal: Terminal, options: StoreOptions, work: Work): Promise<number> => {
  const chosen = await choose(terminal, options)
  const code = await opened(terminal, chosen, work).catch(async (thrown: unknown) => {
    await chosen.binding.close()
    throw thrown
  })
  const closed = await chosen.binding.close()
  if (closed.kind === 'closed') return code
  const closing = await tell(terminal, closed)
  return code === exits.well ? closing : code
}

const opened = async (terminal: Terminal, chosen: Chosen, work: Work): Promise<number> => {
  const answer = await chosen.binding.open()
  switch (answer.kind) {
    case 'opened':
      return work(answer.store, chosen)
    case 'shortfall':
      return tellGaps(terminal, chosen.name, answer.gaps)
    case 'failed':
      return tell(terminal, answer)
    default:
      return answer satisfies never
  }
}
