import type { ProjectionEnd, ProjectionState } from '../../../../service/projection/run.ts'
import { eventsText } from './live-text.ts'

/** Finds what is worth a line of its own in the states of one projection, each thing once. */
export class News {
  #last = ''

  /** Takes a state, which was reached after this time. Returns a sentence if there is something new in it. */
  of(state: ProjectionState, seconds: number): string | undefined {
    const subject = subjectOf(state)
    if (subject === this.#last || subject === '') return undefined
    this.#last = subject
    return sentenceOf(state, seconds)
  }
}

/** Returns what is worth a line, or `''`. A live projection may fall behind and catch up at any time, which is not. */
const subjectOf = ({ phase, trouble }: ProjectionState): string => {
  if (phase === 'waiting') return trouble ?? ''
  return phase === 'live' || phase === 'paused' || phase === 'ended' ? phase : ''
}

const sentenceOf = (state: ProjectionState, seconds: number): string => {
  const { name, phase, trouble, end } = state
  if (phase === 'waiting') return `${name} waits, and then tries again: ${trouble}`
  if (phase === 'paused') return `${name} is paused. To go on: tenon call runs resume --run ${name}`
  if (phase === 'live') return `${caughtUpText(state, seconds)} It goes on with new events.`
  switch (end?.why) {
    case 'caught_up':
      return `${caughtUpText(state, seconds)}${passedText(state)}`
    case 'stopped':
      return `${name} is stopped ${placeText(state)}: ${newEventsText(state)}.${passedText(state)}`
    case 'ahead':
    case 'another_history':
      return `${endedText(name, end)} On the command line, that is --rebuild.`
    default:
      return endedText(name, end)
  }
}

const endedText = (name: string, end: ProjectionEnd | null): string =>
  `tenon: ${name} has ended. ${end === null ? 'It does not say why.' : `${end.why}: ${end.says}`}`

const caughtUpText = (state: ProjectionState, seconds: number): string => {
  const { name, events } = state
  const rate = Math.round(events / Math.max(seconds, 0.001))
  const taken = events === 0 ? newEventsText(state) : `${newEventsText(state)}, ${count(rate)} a second`
  return `${name} has caught up ${placeText(state)}: ${taken}.`
}

const newEventsText = ({ events }: ProjectionState): string => (events === 0 ? 'no new events' : eventsText(events))

const placeText = ({ checkpoint: { position } }: ProjectionState): string =>
  position === 'start' ? 'at the start of the log' : `at position ${position}`

const passedText = ({ checkpoint: { passed } }: ProjectionState): string => {
  const over = [
    ...(passed.unreadable === 0 ? [] : [`${count(passed.unreadable)} that could not be read`]),
    ...(passed.unknownType === 0 ? [] : [`${count(passed.unknownType)} of types that are not declared`]),
  ]
  return over.length === 0 ? '' : ` This build has passed over events: ${over.join(', ')}.`
}

const count = (number: number): string => number.toLocaleString('en')
