import type { Capability } from '../../../domain/capability/capability.ts'
import type { Store } from '../../../domain/capability/outcome.ts'
import { exits } from '../terminal/exits.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { done, type Ending, failedEnding, outcomeOf } from './outcome.ts'
import { printGaps } from './print-failure.ts'
import type { StoreOptions } from './store-options.ts'
import { type Chosen, choose } from './stores.ts'

/** What a command does with an open store. It returns how that ended. */
export type Work<C extends Capability> = (store: Store<C>, chosen: Chosen<C>) => Promise<Ending>

/** The options of a command that uses a store. */
export interface SessionOptions extends StoreOptions {
  readonly json: boolean
}

/**
 * As `withStore`, for a store that is already chosen. It is created if it does not exist and its config permits that.
 */
export const withCreatedStore = <C extends Capability>(
  terminal: Terminal,
  options: SessionOptions,
  chosen: Chosen<C>,
  work: Work<C>,
): Promise<number> => session(terminal, options, chosen, 'open', work)

/** As `withStore`, for a store that is already chosen. */
export const withExistingStore = <C extends Capability>(
  terminal: Terminal,
  options: SessionOptions,
  chosen: Chosen<C>,
  work: Work<C>,
): Promise<number> => session(terminal, options, chosen, 'openExisting', work)

/**
 * Chooses a store of a capability, opens it if it exists, does the work, and closes it in any case. Prints failures on
 * the notes, and the outcome under `--json`; returns the exit code.
 */
export const withStore = async <C extends Capability>(
  terminal: Terminal,
  options: SessionOptions,
  capability: C,
  work: Work<C>,
): Promise<number> => withExistingStore(terminal, options, await choose(terminal, options, capability), work)

/** Prints the outcome under `--json`, as the last line of the output, and returns the exit code. */
export const conclude = async (terminal: Terminal, { json }: SessionOptions, ending: Ending): Promise<number> => {
  if (json) await terminal.output.line(JSON.stringify(outcomeOf(ending, terminal)))
  return ending.code
}

/** The method of a binding that opens its store. */
type Door = 'open' | 'openExisting'

const session = async <C extends Capability>(
  terminal: Terminal,
  options: SessionOptions,
  chosen: Chosen<C>,
  door: Door,
  work: Work<C>,
): Promise<number> =>
  conclude(terminal, options, await closedAfter(terminal, chosen, () => opened(terminal, chosen, door, work)))

const closedAfter = async <C extends Capability>(
  terminal: Terminal,
  { capability, binding }: Chosen<C>,
  work: () => Promise<Ending>,
): Promise<Ending> => {
  const ending = await work().catch(async (thrown: unknown) => {
    await binding.close()
    throw thrown
  })
  const closed = await binding.close()
  if (closed.kind === 'closed') return ending
  const closing = await failedEnding(terminal, capability, closed)
  return ending.code === exits.well ? closing : ending
}

const opened = async <C extends Capability>(
  terminal: Terminal,
  chosen: Chosen<C>,
  door: Door,
  work: Work<C>,
): Promise<Ending> => {
  // If the command is stopped first, closing the binding, which comes next, ends the opening.
  const answer = await Promise.race([chosen.binding[door](), terminal.stopped()])
  if (answer === undefined) return done({})
  switch (answer.kind) {
    case 'opened':
      return work(answer.store, chosen)
    case 'shortfall':
      return { code: await printGaps(terminal, chosen.name, answer.gaps), outcome: answer }
    case 'failed':
      return failedEnding(terminal, chosen.capability, answer)
    default:
      return answer satisfies never
  }
}
