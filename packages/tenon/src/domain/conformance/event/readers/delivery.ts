import type { RecordedEvent } from '../../../event/event.ts'
import { equal, text } from '../../expect.ts'

/**
 * Returns what is wrong with the events that a reader of the log was given, or `undefined`: they must be exactly the
 * events of the log, each once, in its order. Events after the end of `log` are ignored.
 */
export const misdelivered = (given: readonly RecordedEvent[], log: readonly RecordedEvent[]): string | undefined => {
  const end = log.at(-1)?.position ?? 0
  const seen = given.filter(({ position }) => position <= end)
  const place = Array.from({ length: Math.max(seen.length, log.length) }).findIndex((_, i) => !equal(seen[i], log[i]))
  if (place === -1) return undefined
  const [found, wanted] = [seen[place], log[place]]
  if (found === undefined) return `${named(wanted)} was never given`
  if (seen.slice(0, place).some(({ id }) => id === found.id)) return `${named(found)} was given twice`
  const held = log.find(({ id }) => id === found.id)
  if (held === undefined) return `${named(found)} was given, and it is not there`
  if (!equal(held, found)) return `${text(found)} was given, and it is ${text(held)}`
  const late = seen.some(({ id }) => id === wanted?.id)
  return late ? `${named(found)} was given before ${named(wanted)}` : `${named(wanted)} was skipped`
}

const named = (event: RecordedEvent | undefined): string =>
  `event ${event?.id} at position ${event?.position}, revision ${event?.revision} of ${event?.stream},`
