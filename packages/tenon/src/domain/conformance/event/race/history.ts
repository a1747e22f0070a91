import type { ExpectedRevision } from '../../../event/append.ts'
import type { EventStoreFailed } from '../../../event/failure.ts'
import type { AppendResult } from '../../../event/result.ts'

/** An append that was made, with its outcome. */
export interface MadeAppend {
  /** When it was made, in milliseconds on a clock that all processes share. */
  readonly start: number
  /** When its outcome arrived, on the same clock. */
  readonly end: number
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly ids: readonly string[]
  readonly outcome: AppendResult | Pick<EventStoreFailed, 'kind' | 'failure' | 'effect'>
}

/** An event as it is stored at the end of a race. Its place in the list is its revision. */
export interface StoredEvent {
  readonly id: string
  readonly position: number
}

/** What the binding promises about the outcomes. */
export interface Promises {
  readonly order: 'stream' | 'global'
  readonly dedupe: 'expected' | 'window' | 'forever'
}

/** Something that happened between two moments. Happenings of lower ranks must have come before it. */
export interface Happening {
  readonly rank: number
  readonly start: number
  readonly end: number
  readonly says: string
}

/**
 * Returns a sentence for each happening that contradicts the ranks: one of a higher rank had ended before one of a
 * lower rank began.
 */
export const disorder = (happenings: readonly Happening[]): readonly string[] => {
  const flaws: string[] = []
  let latest: Happening | undefined
  let among: Happening | undefined
  for (const one of happenings.toSorted((a, b) => a.rank - b.rank)) {
    if (among !== undefined && among.rank < one.rank && among.start > (latest?.start ?? -Infinity)) latest = among
    if (latest !== undefined && latest.start > one.end) {
      flaws.push(
        `${one.says} had ended ${ms(latest.start - one.end)} before ${latest.says} began, and its outcome says that it came after`,
      )
    }
    if (among === undefined || among.rank < one.rank || one.start > among.start) among = one
  }
  return flaws
}

/** Names an append in a sentence. */
export const saysOf = ({ stream, expectedRevision, ids, outcome }: MadeAppend): string => {
  const answer = Object.values(outcome).join(' ')
  return `the append of ${ids.length} (${ids[0]}) to ${stream}, expecting ${expectedRevision} and returning ${answer},`
}

const ms = (span: number): string => `${span.toFixed(3)} ms`
