import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { NatsStreamConfig } from '../provision/stream-config.ts'
import { type ApiError, NO_MESSAGE, type Operation, found, refused, silent } from '../failure.ts'
import { headingIn, type Stored } from '../event/message/message.ts'
import { remembersLast } from '../provision/server-versions.ts'
import { leads } from './leader.ts'
import type { Link } from './connection.ts'

/** There is no such message. */
export interface Absent {
  readonly kind: 'absent'
}

/** What the server answers to a request of its API. */
export interface Answered {
  readonly kind: 'answered'
  readonly value: Answer
}

/** An answer of the API, of which nothing is known but that it is an object. */
export type Answer = { readonly [field: string]: unknown }

/** Asks JetStream's API (https://docs.nats.io/reference/reference-protocols/nats_api_reference) what concerns one JetStream stream. */
export class Api {
  readonly #link: Link
  readonly #config: NatsStreamConfig
  #replicas: number

  constructor(link: Link, config: NatsStreamConfig) {
    this.#link = link
    this.#config = config
    this.#replicas = config.replicas
  }

  /** What the JetStream stream is called in sentences. */
  get place(): string {
    return `JetStream stream ${this.#config.name}`
  }

  /** How many servers keep each event: what the JetStream stream said when it was last looked at. */
  get replicas(): number {
    return this.#replicas
  }

  /** Takes over how many servers keep each event. What is no number from 1 on is not taken. */
  see(replicas: number): void {
    if (replicas >= 1) this.#replicas = replicas
  }

  /**
   * Whether the server may say that a subject has no message although it has some. Where the last message of a subject was removed, some
   * versions know none of it until somebody asks for the others; where the last of all was, all versions do.
   */
  get forgetful(): boolean {
    const { denyDelete, denyPurge } = this.#config
    return !denyDelete || !denyPurge || !remembersLast(this.#link.connection.info?.version ?? '')
  }

  /** The last message of a subject, which may be a wildcard. The leader answers. */
  async last(subject: string, operation: Operation): Promise<Stored | Absent | EventStoreFailed> {
    const last = await this.#get({ last_by_subj: subject }, operation)
    return last.kind === 'absent' && this.forgetful ? this.#lastLeft(subject, operation) : last
  }

  /** The first message of a subject from a place among all messages on. The leader answers. */
  next(subject: string, from: number, operation: Operation): Promise<Stored | Absent | EventStoreFailed> {
    return this.#get({ seq: from, next_by_subj: subject }, operation)
  }

  /** Whether the server that answers for the JetStream stream leads it beyond doubt. */
  async led(operation: Operation): Promise<boolean | EventStoreFailed> {
    const answer = await this.ask(`STREAM.INFO.${this.#config.name}`, {}, operation)
    return answer.kind === 'failed' ? answer : leads(answer.value, this.#replicas)
  }

  /** Asks something of the JetStream stream: `STREAM.INFO` and the like. When the signal fires, the answer is not waited for. */
  async ask(
    verb: string,
    fields: object,
    operation: Operation,
    signal?: AbortSignal,
  ): Promise<Answered | EventStoreFailed> {
    const subject = `$JS.API.${verb}`
    const heard = await this.#link.request(subject, Buffer.from(JSON.stringify(fields)), signal)
    // Nothing that is asked here changes an event; what opening does it does again.
    if (heard.kind !== 'reply') return silent(heard, operation, this.place, 'none')
    const value = objectIn(heard.message.data)
    if (value === undefined) return this.#foreign(operation)
    const error = errorIn(value)
    return error === undefined ? { kind: 'answered', value } : refused(error, operation, this.place)
  }

  /** Searches for the last message of a subject by halves: the server always knows whether there is one from a place on. */
  async #lastLeft(subject: string, operation: Operation): Promise<Stored | Absent | EventStoreFailed> {
    let last = await this.next(subject, 1, operation)
    if (last.kind !== 'stored') return last
    const info = await this.ask(`STREAM.INFO.${this.#config.name}`, {}, operation)
    if (info.kind === 'failed') return info
    let end = Number(Object(info.value.state).last_seq)
    while (end > last.sequence) {
      const middle = Math.ceil((last.sequence + end) / 2)
      const next: Stored | Absent | EventStoreFailed = await this.next(subject, middle, operation)
      if (next.kind === 'failed') return next
      if (next.kind === 'absent') end = middle - 1
      else last = next
    }
    return last
  }

  async #get(fields: object, operation: Operation): Promise<Stored | Absent | EventStoreFailed> {
    const answer = await this.ask(`STREAM.MSG.GET.${this.#config.name}`, fields, operation)
    if (answer.kind === 'failed') return answer.evidence?.code === String(NO_MESSAGE) ? { kind: 'absent' } : answer
    return storedIn(answer.value) ?? this.#foreign(operation)
  }

  #foreign(operation: Operation): EventStoreFailed {
    return found('misconfigured', operation, `something else than a NATS server answers for ${this.place}.`, null)
  }
}

/** The JSON object in the bytes of an answer. */
export const objectIn = (bytes: Uint8Array): Answer | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
    // Each of its fields is looked at before it is used.
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined
  } catch {
    return undefined
  }
}

/** The error in an answer. */
export const errorIn = ({ error }: Answer): ApiError | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, err_code: errCode, description }: Partial<Record<keyof ApiError, unknown>> = error
  return { code: Number(code ?? 0), err_code: Number(errCode ?? 0), description: String(description ?? '') }
}

const storedIn = ({ message }: Answer): Stored | undefined => {
  if (typeof message !== 'object' || message === null) return undefined
  const { subject, seq, time, data }: Partial<Record<string, unknown>> = { ...message }
  if (typeof subject !== 'string' || typeof seq !== 'number' || typeof time !== 'string') return undefined
  const body = typeof data === 'string' ? Buffer.from(data, 'base64').toString() : ''
  return {
    kind: 'stored',
    subject,
    sequence: seq,
    at: Math.floor(Date.parse(time)),
    size: body.length,
    heading: headingIn(body),
  }
}
