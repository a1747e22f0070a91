import { failed } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import type { RecordedEvent } from '../event/event.ts'
import type { AppendResult } from '../event/result.ts'
import type { EventStore } from '../event/store.ts'
import type { RecordedEventOf } from '../event/types.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import { decided } from './decide.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { Fold } from './fold.ts'
import type { Handled, Handling, Repeated } from './handled.ts'
import { type CheckedHandling, checkedHandling } from './handling.ts'

/**
 * Has a decider decide about a command, and appends what it decided, if the command was not decided before. Never throws
 * or rejects.
 *
 * It reads the stream and folds its events. If the events of this command are among them, it returns those and decides
 * nothing. If not, it decides, and appends at the revision that it has read. If another writer was faster, it reads what
 * that one appended and begins again.
 *
 * - `decided`: the events are stored.
 * - `repeated`: they were stored before. `events` are the stored ones.
 * - `nothing` and `rejected`: nothing was stored. The same command is decided again next time.
 * - `contended`: other writers were faster, as often as `attempts` says. Nothing was stored.
 * - `unreadable`: an event of the stream does not fit the declared types, so its state is not known. Nothing was stored.
 * - `defect`: the decider threw or returned nonsense. Nothing was stored.
 * - `failed`: a call to the store failed, or the fields are `invalid`. With effect `none`, nothing was stored. With
 *   `unknown`, handle the command again with the same id: it is decided once.
 *
 * The signal of the options ends the whole of it. Their deadline is that of each call to the store, because a domain has
 * no clock: to limit the whole, pass `AbortSignal.timeout(ms)` as the signal.
 */
export const handle: Handle = async (store, decider, handling, options) => {
  const checked = checkedHandling(handling)
  if (checked.kind === 'failed') return checked
  return handledFrom(store, new Fold(decider, checked, undefined, 0), checked, options)
}

/** The type of `handle`. Without options, the policy of the store alone applies. */
type Handle = <P extends DeciderParts>(
  store: EventStore,
  decider: Decider<P>,
  handling: Handling<P>,
  options?: CallOptions,
) => Promise<Handled<P>>

/** Handles a command, beginning with what a fold knows. */
export const handledFrom = async <P extends DeciderParts>(
  store: EventStore,
  fold: Fold<P>,
  { stream, command, metadata, attempts }: CheckedHandling<P>,
  options: CallOptions | undefined,
): Promise<Handled<P>> => {
  const { decider, ids } = fold
  let refused: AppendResult | undefined
  for (let left = attempts; ; left -= 1) {
    const failure = await fold.readOn(store, options)
    if (failure !== undefined) return failure
    if (fold.found.length > 0) return repeated(decider, fold.found)
    if (fold.stuck !== undefined) return fold.stuck
    if (left === 0 && refused !== undefined) return givenUp(refused, stream, fold)
    const decision = decided(decider, { stream, command, metadata, ids }, fold.state, fold.head)
    if (decision.kind !== 'append') return decision
    const appended = await store.append({ stream, expectedRevision: fold.head, events: decision.events }, options)
    if (appended.kind === 'failed') return appended
    if (appended.kind === 'appended' && !appended.repeated) {
      const { revision, position } = appended
      return { kind: 'decided', events: decision.decided, revision, position }
    }
    // Another call has appended. The next turn looks for the events of this command in what it has stored.
    refused = appended
    if (appended.kind === 'id_reused') fold.restart()
  }
}

const repeated = <P extends DeciderParts>(
  decider: Decider<P>,
  found: readonly RecordedEvent[],
): Repeated<P> | UnreadableEvent => {
  const events: RecordedEventOf<P['events']>[] = []
  let last = { revision: 0, position: 0 }
  for (const recorded of found) {
    const read = decider.events.read(recorded)
    if (read.kind === 'unreadable') return read
    // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
    events.push(read.event as RecordedEventOf<P['events']>)
    last = recorded
  }
  return { kind: 'repeated', events, revision: last.revision, position: last.position }
}

/** Returns the outcome if the store refused the last attempt, and the command's events are not in the stream. */
const givenUp = <P extends DeciderParts>(refused: AppendResult, stream: string, { head }: Fold<P>): Handled<P> => {
  switch (refused.kind) {
    case 'conflict':
      return {
        kind: 'contended',
        actual: head,
        says:
          `Other writers appended to ${stream} in each attempt, between read and append. ` +
          'Handle the command again, or raise attempts.',
      }
    case 'id_reused':
      return failed(
        'invalid',
        'none',
        'append',
        `handle: the store has the event ${refused.id} of this command, and it is not in ${stream}. ` +
          'Use a commandId of its own for each command, and copy no events from one stream to another.',
      )
    case 'appended':
      return failed(
        'unclassified',
        'unknown',
        'append',
        `handle: the store says that the events of this command are in ${stream}, and reads none of them. ` +
          'Handle the command again with the same commandId.',
      )
    default:
      return refused satisfies never
  }
}
