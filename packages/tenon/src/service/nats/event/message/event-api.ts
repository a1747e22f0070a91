import type { Connection } from '../../connection/connection.ts'
import { type Answer, JetStreamApi } from '../../connection/jetstream-api.ts'
import type { NatsFailed } from '../../failure.ts'
import { remembersLast } from '../../provision/server-versions.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { Operation } from './failures.ts'
import { headingIn, type Stored } from './message.ts'

/** No message matches the request. */
export interface Absent {
  readonly kind: 'absent'
}

/** JetStream's error code for a message that does not exist. */
const NO_MESSAGE = 10037

/** JetStream's API for the stream that holds the events. Its leader answers which messages there are. */
export class EventApi extends JetStreamApi {
  readonly #connection: Connection
  readonly #config: NatsStreamConfig

  constructor(connection: Connection, config: NatsStreamConfig) {
    super(connection, config)
    this.#connection = connection
    this.#config = config
  }

  /**
   * Whether the server may report that a subject has no message although it has some. After the last message of a
   * subject was removed, some versions find none of its messages until a request for the others; after the last message
   * of all was removed, every version does so.
   */
  get forgetful(): boolean {
    const { denyDelete, denyPurge } = this.#config
    return !denyDelete || !denyPurge || !remembersLast(this.#connection.client.info?.version ?? '')
  }

  /** Returns the last message of a subject, which may be a wildcard, from the leader. */
  async last(subject: string, operation: Operation): Promise<Stored | Absent | NatsFailed<Operation>> {
    const last = await this.#get({ last_by_subj: subject }, operation)
    return last.kind === 'absent' && this.forgetful ? this.#searchLast(subject, operation) : last
  }

  /** Returns the first message of a subject at a sequence or after it, from the leader. */
  next(subject: string, from: number, operation: Operation): Promise<Stored | Absent | NatsFailed<Operation>> {
    return this.#get({ seq: from, next_by_subj: subject }, operation)
  }

  /**
   * Finds the last message of a subject by binary search, since the server always knows whether one follows a sequence.
   */
  async #searchLast(subject: string, operation: Operation): Promise<Stored | Absent | NatsFailed<Operation>> {
    let last = await this.next(subject, 1, operation)
    if (last.kind !== 'stored') return last
    const info = await this.ask(`STREAM.INFO.${this.#config.name}`, {}, operation)
    if (info.kind === 'failed') return info
    let end = Number(Object(info.value.state).last_seq)
    while (end > last.sequence) {
      const middle = Math.ceil((last.sequence + end) / 2)
      const next: Stored | Absent | NatsFailed<Operation> = await this.next(subject, middle, operation)
      if (next.kind === 'failed') return next
      if (next.kind === 'absent') end = middle - 1
      else last = next
    }
    return last
  }

  async #get(fields: object, operation: Operation): Promise<Stored | Absent | NatsFailed<Operation>> {
    const answer = await this.ask(`STREAM.MSG.GET.${this.#config.name}`, fields, operation)
    if (answer.kind === 'failed') return answer.evidence?.code === String(NO_MESSAGE) ? { kind: 'absent' } : answer
    return storedIn(answer.value) ?? this.notNats(operation)
  }
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
