import type { Checkpoint } from '../../../domain/projection/build.ts'
import type { AnyFailed } from './asked.ts'
import type { LoggedEvent, Scan } from './scan.ts'

/**
 * Returns what the log has now at the place of the last event of a checkpoint, if that is another event: then the log
 * is another one. Where the log has no event there any more, it cannot tell.
 */
export const otherEventAt = async (
  { last }: Checkpoint,
  scan: Scan,
): Promise<{ readonly kind: 'same' } | { readonly kind: 'other'; readonly event: LoggedEvent } | AnyFailed> => {
  if (last === null) return { kind: 'same' }
  const found = await scan.eventAt(last.position)
  if (found.kind === 'failed') return found
  return found.event === null || found.event.id === last.id ? { kind: 'same' } : { kind: 'other', event: found.event }
}

/**
 * Returns a checkpoint whose last event is that at its position, if the log has one there, although it does not pass
 * the filter. Otherwise a log that was restored to a place in between would look the same as this one.
 */
export const withLast = async (
  to: Checkpoint,
  scan: Scan,
): Promise<{ readonly kind: 'checkpoint'; readonly to: Checkpoint } | AnyFailed> => {
  if (to.position === 'start' || to.last?.position === to.position) return { kind: 'checkpoint', to }
  const found = await scan.eventAt(to.position)
  if (found.kind === 'failed') return found
  const there = found.event?.position === to.position
  return { kind: 'checkpoint', to: there ? { ...to, last: found.event } : to }
}
