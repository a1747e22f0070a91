import type { Position } from '../../../../domain/event/stream.ts'
import type { ProjectionState } from '../../../../service/projection/run.ts'

/** A state of a projection at a time. */
interface Sample {
  readonly atMs: number
  readonly state: ProjectionState
}

/** Describes the states of one projection, as the text of a line that is shown and then replaced. */
export class LiveText {
  /** The first state of the build that is run. */
  #first: Sample | undefined
  /** The states of the last seconds in which it was live, the oldest first. */
  #recent: readonly Sample[] = []
  readonly #begunMs: number

  constructor(begunMs: number) {
    this.#begunMs = begunMs
  }

  /** Takes the state at a time, and returns its text. */
  of(state: ProjectionState, atMs: number): string {
    const sample = { atMs, state }
    const first = this.#first?.state.name === state.name ? this.#first : sample
    this.#first = first
    const recent = this.#recent.filter((each) => atMs - each.atMs <= RECENT_MS)
    this.#recent = state.phase === 'live' ? [...recent, sample] : []
    const events = eventsText(state.events)
    switch (state.phase) {
      case 'catching_up':
        return `${state.name}  ${wayText(first, sample)}  ${events}, ${rateText(state.events, atMs - this.#begunMs)}${leftText(first, sample)}`
      case 'live': {
        const since = this.#recent[0] ?? sample
        const rate = rateText(state.events - since.state.events, atMs - since.atMs)
        return `${state.name}  live  ${events}, ${rate}, position ${state.checkpoint.position}`
      }
      case 'waiting':
        return `${state.name}  waiting  ${state.trouble ?? ''}`
      default:
        return `${state.name}  ${state.phase}`
    }
  }
}

/** The rate of a live projection is that of this time. */
const RECENT_MS = 5_000

/** Returns the way from the first checkpoint to the end of the log as a bar. Positions have gaps, so it is only a share. */
const wayText = (first: Sample, now: Sample): string => {
  const share = shareOf(first, now)
  const full = Math.floor(share * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${String(Math.floor(share * 100)).padStart(3)}%`
}

const BAR = 20

const shareOf = (first: Sample, { state }: Sample): number => {
  const from = placeOf(first.state.checkpoint.position)
  const way = placeOf(state.head) - from
  return way <= 0 ? 0 : Math.min(1, (placeOf(state.checkpoint.position) - from) / way)
}

const leftText = (first: Sample, now: Sample): string => {
  const share = shareOf(first, now)
  if (share === 0) return ''
  const seconds = ((now.atMs - first.atMs) * (1 - share)) / share / 1000
  if (seconds < 90) return `, about ${Math.ceil(seconds)} s left`
  return seconds < 5_400
    ? `, about ${Math.round(seconds / 60)} min left`
    : `, about ${Math.round(seconds / 3_600)} h left`
}

const rateText = (events: number, ms: number): string =>
  `${count(ms === 0 ? 0 : Math.round((events * 1000) / ms))} a second`

const placeOf = (position: Position | 'start'): number => (position === 'start' ? 0 : position)

/** Returns a number of events as a text. */
export const eventsText = (events: number): string => `${count(events)} ${events === 1 ? 'event' : 'events'}`

const count = (number: number): string => number.toLocaleString('en')
