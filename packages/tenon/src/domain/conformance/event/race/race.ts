import type { CallOptions } from '../../../capability/outcome.ts'
import type { Append } from '../../../event/intent.ts'
import type { Json } from '../../../data/json.ts'
import type { EventContext, EventTaskContext } from '../context.ts'
import { type Random, randomFrom, oneOf } from '../../given/random.ts'
import type { MadeAppend } from './history.ts'
import { batch, event, ids, statesPlace } from '../given/events.ts'

/** What the writers of one process do in a race. */
export interface Race {
  /** The start of the names of its streams. */
  readonly name: string
  /** How many streams the writers append to. */
  readonly streams: number
  /** How many appends are in flight at the same time. */
  readonly lanes: number
  /** How many appends each lane makes. */
  readonly turns: number
  /** The most events of one append. */
  readonly most: number
  /**
   * Whether ids are recognised everywhere, so that an append that states no place can be made again without being
   * stored again.
   */
  readonly recognised: boolean
  /** The deadline in milliseconds of calls that have none of their own, or `null` for the deadline of the policy. */
  readonly patienceMs: number | null
}

/** Returns a race that fits the promises of the binding. */
export const raceOn = (
  context: EventContext,
  size: Pick<Race, 'name' | 'streams' | 'lanes' | 'turns' | 'patienceMs'>,
): Race => ({
  ...size,
  most: Math.min(batch(context), 4),
  recognised: context.grants.dedupe === 'forever',
})

/** Returns the names of the streams of a race. */
export const tracksOf = ({ name, streams }: Race): readonly string[] =>
  Array.from({ length: streams }, (_, i) => `${name}-${i}`)

/** Runs the lanes of one process, and returns every append that was made, with its outcome. */
export const run = async (context: EventTaskContext, race: Race): Promise<readonly MadeAppend[]> => {
  const lanes = Array.from({ length: race.lanes }, () => new Lane(context, race).run())
  return (await Promise.all(lanes)).flat()
}

/** Returns an append with its outcome as JSON, so that another process can send it. */
export const said = ({ start, end, stream, expectedRevision, ids: made, outcome }: MadeAppend): Json => {
  const answer =
    outcome.kind === 'failed'
      ? { kind: outcome.kind, failure: outcome.failure, effect: outcome.effect }
      : { ...outcome }
  return { start, end, stream, expectedRevision, ids: made, outcome: answer }
}

/** One writer, which makes one append after the other. */
class Lane {
  readonly #context: EventTaskContext
  readonly #race: Race
  readonly #random: Random
  readonly #sent: Append[] = []

  constructor(context: EventTaskContext, race: Race) {
    this.#context = context
    this.#race = race
    this.#random = randomFrom(context.id())
  }

  async run(): Promise<readonly MadeAppend[]> {
    const answered: MadeAppend[] = []
    for (let turn = 0; turn < this.#race.turns; turn += 1) {
      const append = await this.#next()
      const times = this.#mayRepeat(append) && this.#random(8) === 0 ? 2 : 1
      answered.push(...(await Promise.all(Array.from({ length: times }, () => this.#ask(append)))))
      this.#sent.push(append)
    }
    return answered
  }

  async #next(): Promise<Append> {
    const stream = `${this.#race.name}-${this.#random(this.#race.streams)}`
    const events = Array.from({ length: 1 + this.#random(this.#race.most) }, () => event(this.#context))
    const before = this.#sent[this.#sent.length - 1 - this.#random(4)]
    const kind = oneOf(this.#random, KINDS)
    switch (kind) {
      case 'in_words':
        return { stream, expectedRevision: oneOf(this.#random, ['any', 'no_stream', 'stream_exists']), events }
      case 'at_head':
        return { stream, expectedRevision: await this.#head(stream), events }
      case 'beside_head': {
        const head = await this.#head(stream)
        const expectedRevision = head === 'no_stream' ? this.#random(3) : Math.max(0, head - 2 + this.#random(5))
        return { stream, expectedRevision, events }
      }
      case 'again':
        return before !== undefined && this.#mayRepeat(before) ? before : { stream, expectedRevision: 'any', events }
      case 'in_part':
        // The first event of an earlier append at the same place, and others: at most one of the two can be stored.
        return before !== undefined && statesPlace(before)
          ? { ...before, events: [...before.events.slice(0, 1), ...events].slice(0, this.#race.most) }
          : { stream, expectedRevision: await this.#head(stream), events }
      case 'elsewhere':
        return before !== undefined && this.#race.recognised
          ? { ...before, stream, expectedRevision: 'any' }
          : { stream, expectedRevision: 'any', events }
      default:
        return kind satisfies never
    }
  }

  #mayRepeat(append: Append): boolean {
    return this.#race.recognised || statesPlace(append)
  }

  async #head(stream: string): Promise<number | 'no_stream'> {
    const read = { stream, from: 'end', direction: 'backward', limit: 1 } as const
    const page = await this.#context.store.read(read, this.#patient())
    return page.kind === 'page' ? page.head : 'no_stream'
  }

  async #ask(append: Append): Promise<MadeAppend> {
    const { stream, expectedRevision, events } = append
    const stop = new AbortController()
    const call = this.#call(stop.signal)
    const start = this.#context.now()
    const asked = this.#context.store.append(append, call)
    const answered = asked.then((outcome) => ({ outcome, end: this.#context.now() }))
    if (call.signal === stop.signal) await this.#fire(stop, stream)
    return { start, stream, expectedRevision, ids: ids(events), ...(await answered) }
  }

  /** Returns how to make a call: most calls are left alone, some have little time, and some are cancelled. */
  #call(signal: AbortSignal): CallOptions {
    const drawn = this.#random(10)
    if (drawn > 1) return this.#patient()
    return drawn === 0 ? { ...this.#patient(), signal } : { signal: null, deadlineMs: this.#random(15) }
  }

  #patient(): CallOptions {
    return { signal: null, deadlineMs: this.#race.patienceMs }
  }

  /** Fires a signal at a random moment: within this turn, or after some reads have returned. */
  async #fire(stop: AbortController, stream: string): Promise<void> {
    for (let steps = this.#random(30); steps > 0; steps -= 1) await undefined
    for (let reads = this.#random(3); reads > 0; reads -= 1) await this.#head(stream)
    stop.abort()
  }
}

const KINDS = [
  'in_words',
  'in_words',
  'at_head',
  'at_head',
  'at_head',
  'beside_head',
  'again',
  'in_part',
  'elsewhere',
] as const
