import type { ExpectedRevision } from '../../../event/append.ts'
import type { EventStoreFailed } from '../../../event/failure.ts'
import type { AppendResult } from '../../../event/result.ts'

/** An append that was made, and what it was answered. */
export interface Answered {
  /** When it was asked, in milliseconds on one clock for all who append. */
  readonly start: number
  /** When its answer was there, on that clock. */
  readonly end: number
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly ids: readonly string[]
  readonly outcome: AppendResult | Pick<EventStoreFailed, 'kind' | 'failure' | 'effect'>
}

/** An event as it stands in the end; its place in the list is its revision. */
export interface Standing {
  readonly id: string
  readonly position: number
}

/** What is promised of the answers. */
export interface Promised {
  readonly order: 'stream' | 'global'
  readonly dedupe: 'expected' | 'window' | 'forever'
}

/** Something that must have happened between two moments, and its rank among the others: lower ranks must have happened before. */
export interface Happening {
  readonly rank: number
  readonly start: number
  readonly end: number
  readonly says: string
}

/** What cannot be among things of which the ranks say the order: that one of a lower rank began when one of a higher had ended. */
export const disorder = (happenings: readonly Happening[]): readonly string[] => {
  const flaws: string[] = []
  let latest: Happening | undefined
  let among: Happening | undefined
  for (const one of happenings.toSorted((a, b) => a.rank - b.rank)) {
    if (among !== undefined && among.rank < one.rank && among.start > (latest?.start ?? -Infinity)) latest = among
    if (latest !== undefined && latest.start > one.end) {
      flaws.push(
        `${one.says} had ended ${ms(latest.start - one.end)} before ${latest.says} began, and is answered as if it came after`,
      )
    }
    if (among === undefined || among.rank < one.rank || one.start > among.start) among = one
  }
  return flaws
}

/** Names an append in a sentence. */
export const saysOf = ({ stream, expectedRevision, ids, outcome }: Answered): string => {
  const answer = Object.values(outcome).join(' ')
  return `the append of ${ids.length} (${ids[0]}) to ${stream}, expecting ${expectedRevision} and answered ${answer},`
}

const ms = (span: number): string => `${span.toFixed(3)} ms`
