import type { EventStore } from '../../../domain/event/store.ts'
import { done, type Ending, outcomeOf, unhoped } from './outcome.ts'
import type { StoreOptions } from '../terminal/options.ts'
import { type Chosen, choose } from './stores.ts'
import { exits } from './status.ts'
import { tellGaps } from '../event/print-outcome.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What a command does with an open store, and how that ended. */
export type Work = (store: EventStore, chosen: Chosen) => Promise<Ending>

/** What a command that uses a store is told. */
export interface SessionOptions extends StoreOptions {
  readonly json: boolean
}

/** Does work with a store, which is made where it is absent and the config says so. For the rest it does as `withStore`. */
export const withMadeStore = (
  terminal: Terminal,
  options: SessionOptions,
  chosen: Chosen,
  work: Work,
): Promise<number> => session(terminal, options, chosen, 'open', work)

/**
 * Opens the chosen store if it is there, does the work, and closes it whatever comes. Says the outcome under `--json`, and on the notes
 * what is not well; gives the exit code.
 */
export const withStore = async (terminal: Terminal, options: SessionOptions, work: Work): Promise<number> =>
  session(terminal, options, await choose(terminal, options), 'openExisting', work)

/** Says the outcome under `--json`, as the last line of the output, and gives the exit code. */
export const conclude = async (terminal: Terminal, { json }: SessionOptions, ending: Ending): Promise<number> => {
  if (json) await terminal.output.line(JSON.stringify(outcomeOf(ending, terminal)))
  return ending.code
}

type Door = 'open' | 'openExisting'

const session = async (
  terminal: Terminal,
  options: SessionOptions,
  chosen: Chosen,
  door: Door,
  work: Work,
): Promise<number> =>
  conclude(terminal, options, await closedAfter(terminal, chosen, () => opened(terminal, chosen, door, work)))

const closedAfter = async (terminal: Terminal, { binding }: Chosen, work: () => Promise<Ending>): Promise<Ending> => {
  const ending = await work().catch(async (thrown: unknown) => {
    await binding.close()
    throw thrown
  })
  const closed = await binding.close()
  if (closed.kind === 'closed') return ending
  const closing = await unhoped(terminal, closed)
  return ending.code === exits.well ? closing : ending
}

const opened = async (terminal: Terminal, chosen: Chosen, door: Door, work: Work): Promise<Ending> => {
  // To close the binding, which comes next, ends its opening.
  const answer = await Promise.race([chosen.binding[door](), terminal.stopped()])
  if (answer === undefined) return done({})
  switch (answer.kind) {
    case 'opened':
      return work(answer.store, chosen)
    case 'shortfall':
      return { code: await tellGaps(terminal, chosen.name, answer.gaps), outcome: answer }
    case 'failed':
      return unhoped(terminal, answer)
    default:
      return answer satisfies never
  }
}
