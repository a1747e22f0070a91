import { type ApiError, found, type NatsFailed, refused } from '../failure.ts'
import type { Connection } from './connection.ts'
import { leads } from './leader.ts'
import { noReplyFailure } from './no-reply.ts'

/** The answer of the server to a request of its API. */
export interface Answered {
  readonly kind: 'answered'
  readonly value: Answer
}

/** An answer of the API. It is an object; its fields are not checked. */
export type Answer = { readonly [field: string]: unknown }

/**
 * Sends the requests of JetStream's API (https://docs.nats.io/reference/reference-protocols/nats_api_reference) that
 * concern one JetStream stream.
 */
export class JetStreamApi {
  readonly #connection: Connection
  readonly #name: string
  #replicas: number

  /** `replicas` is the declared number; `see` replaces it with the real one. */
  constructor(connection: Connection, { name, replicas }: { readonly name: string; readonly replicas: number }) {
    this.#connection = connection
    this.#name = name
    this.#replicas = replicas
  }

  /** What messages for people call the JetStream stream. */
  get place(): string {
    return `JetStream stream ${this.#name}`
  }

  /** How many servers keep each message, as the JetStream stream said when it was last asked. */
  get replicas(): number {
    return this.#replicas
  }

  /** Records how many servers keep each message. Ignores anything but a number from 1 on. */
  see(replicas: number): void {
    if (replicas >= 1) this.#replicas = replicas
  }

  /** Returns whether the server that answers for the JetStream stream is its leader beyond doubt. */
  async led<Operation extends string>(operation: Operation): Promise<boolean | NatsFailed<Operation>> {
    const answer = await this.ask(`STREAM.INFO.${this.#name}`, {}, operation)
    return answer.kind === 'failed' ? answer : leads(answer.value, this.#replicas)
  }

  /** Sends one request, such as `STREAM.INFO`. When the signal fires, it stops waiting for the answer. */
  async ask<Operation extends string>(
    verb: string,
    fields: object,
    operation: Operation,
    signal?: AbortSignal,
  ): Promise<Answered | NatsFailed<Operation>> {
    const subject = `$JS.API.${verb}`
    const reply = await this.#connection.request(subject, Buffer.from(JSON.stringify(fields)), signal)
    // No request here changes a message, and what opening does can be done again.
    if (reply.kind !== 'reply') return noReplyFailure(reply, operation, this.place, 'none')
    const value = objectIn(reply.message.data)
    if (value === undefined) return this.notNats(operation)
    const error = errorIn(value)
    return error === undefined ? { kind: 'answered', value } : refused(error, operation, this.place)
  }

  /** Makes the failure for an answer that no NATS server gives. */
  notNats<Operation extends string>(operation: Operation): NatsFailed<Operation> {
    return found('misconfigured', operation, `something other than a NATS server answers for ${this.place}.`, null)
  }
}

/** Returns the JSON object in the bytes of an answer, if there is one. */
export const objectIn = (bytes: Uint8Array): Answer | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
    // Each of its fields is checked before it is used.
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined
  } catch {
    return undefined
  }
}

/** Returns the error in an answer, if there is one. */
export const errorIn = ({ error }: Answer): ApiError | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, err_code: errCode, description }: Partial<Record<keyof ApiError, unknown>> = error
  return { code: Number(code ?? 0), err_code: Number(errCode ?? 0), description: String(description ?? '') }
}
