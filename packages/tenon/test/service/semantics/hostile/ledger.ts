import type { RecordedEvent } from 'tenon'

/** An append as it was passed in, and its answer. */
export interface Offered {
  readonly call: number
  /** Every id that its events could be stored under. */
  readonly ids: readonly string[]
  /** Its content, if it can be read and reads the same each time. */
  readonly held: Held | undefined
  readonly outcome: Answered
}

/** The content of an append when it was passed in. */
export interface Held {
  readonly stream: unknown
  readonly events: readonly {
    readonly id: unknown
    readonly type: unknown
    readonly data: string
    readonly metadata: string
  }[]
}

/** The part of an answer to an append that is checked. */
export interface Answered {
  readonly kind: string
  readonly [field: string]: unknown
}

/** Returns what is wrong with a whole log, given what was passed in and answered, one sentence for each flaw. */
export const flawsOf = (offered: readonly Offered[], log: readonly RecordedEvent[]): readonly string[] => {
  const owner = new Map(offered.flatMap((one) => one.ids.map((id) => [id, one] as const)))
  const stored = new Map<Offered, RecordedEvent[]>()
  const flaws: string[] = []
  const ends = new Map<string, number>()
  let before: Offered | undefined
  let position = 0
  for (const event of log) {
    const one = owner.get(event.id)
    if (one === undefined) flaws.push(`${event.id} is in the log, and no call contained it`)
    else if (one === before) stored.get(one)?.push(event)
    else if (stored.has(one)) flaws.push(`call ${one.call} is at two places of the log`)
    else stored.set(one, [event])
    before = one
    if (event.revision !== (ends.get(event.stream) ?? -1) + 1)
      flaws.push(`revision ${event.revision} of ${event.stream} comes behind ${ends.get(event.stream)}`)
    ends.set(event.stream, event.revision)
    if (event.position <= position) flaws.push(`position ${event.position} comes behind ${position}`)
    ;({ position } = event)
    if (!isFit(event.data) || !isFit(event.metadata))
      flaws.push(`what is stored under ${event.id} is no JSON that fits`)
  }
  return [...flaws, ...offered.flatMap((one) => flawsOfCall(one, stored.get(one) ?? []))]
}

const flawsOfCall = (offered: Offered, stored: readonly RecordedEvent[]): readonly string[] => {
  const { call, outcome, held } = offered
  const told = JSON.stringify(outcome)
  const last = stored.at(-1)
  if (outcome.kind !== 'appended')
    return last === undefined || outcome['effect'] === 'unknown'
      ? []
      : [`call ${call} is in the log, and was told ${told}`]
  if (last === undefined) return [`call ${call} is not in the log, and was told ${told}`]
  const flaws: string[] = []
  if (last.revision !== outcome['revision'] || last.position !== outcome['position'])
    flaws.push(`call ${call} ends at ${last.revision} and ${last.position}, and was told ${told}`)
  if (new Set(stored.map(({ stream }) => stream)).size > 1) flaws.push(`call ${call} is in several streams`)
  if (held === undefined) return flaws
  const is = stored.map(({ stream, id, type, data, metadata }) => ({ stream, id, type, data, metadata }))
  const was = held.events.map(({ id, type, data, metadata }) => ({
    stream: held.stream,
    id,
    type,
    data: parsed(data),
    metadata: parsed(metadata),
  }))
  return JSON.stringify(is) === JSON.stringify(was)
    ? flaws
    : [...flaws, `call ${call} is stored as another: ${JSON.stringify(is)}`]
}

const parsed = (text: string): unknown => JSON.parse(text)

const MOST_DEPTH = 100

/** Returns whether a value is one that a store may accept: well formed, and not nested too deep. */
const isFit = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return (
    depth < MOST_DEPTH && Object.entries(value).every(([key, held]) => key.isWellFormed() && isFit(held, depth + 1))
  )
}
