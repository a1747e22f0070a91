import type { Msg } from '@nats-io/transport-node'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { JetStreamApi } from '../../connection/jetstream-api.ts'
import type { Connection } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { noReplyFailure } from '../../connection/no-reply.ts'
import type { Operation } from '../message/failures.ts'
import { deliveredIn, directIn } from '../message/delivered-message.ts'
import type { Stored } from '../message/message.ts'

/** Messages of one subject, in order. The server that sent them may not have known the newest. */
export interface Fetched {
  readonly kind: 'fetched'
  readonly messages: readonly Stored[]
  /** Whether there are more messages, which would be too much at once. */
  readonly cut: boolean
}

/** The messages to fetch. */
export interface Wanted {
  readonly subject: string
  /** The sequence from which on. */
  readonly from: number
  readonly most: number
  /** The last wanted revision. */
  readonly last: Revision
}

/** Fetches messages of one subject in one request. */
export class MessageFetcher {
  readonly #connection: Connection
  readonly #api: JetStreamApi
  readonly #config: NatsStreamConfig
  /** Whether every server that keeps the messages answers a direct get with many at once. */
  readonly #direct: boolean
  readonly #requestMs: number

  constructor(connection: Connection, api: JetStreamApi, config: NatsStreamConfig, direct: boolean, requestMs: number) {
    this.#connection = connection
    this.#api = api
    this.#config = config
    this.#direct = direct
    this.#requestMs = requestMs
  }

  fetch(wanted: Wanted, operation: Operation): Promise<Fetched | EventStoreFailed> {
    const { unsendable } = this.#connection
    if (unsendable !== undefined) return Promise.resolve(noReplyFailure(unsendable, operation, this.#api.place, 'none'))
    return this.#direct ? this.#get(wanted, operation) : this.#push(wanted, operation)
  }

  /** Sends a direct get of many messages: each reply is a message, and the last one says that it is the last. */
  #get(wanted: Wanted, operation: Operation): Promise<Fetched | EventStoreFailed> {
    const direct = `$JS.API.DIRECT.GET.${this.#config.name}`
    const gathering = this.#gather(operation, wanted, new Set([direct]), ({ message, messages }) => {
      const { headers } = message
      if (headers?.code !== 204) return directIn(message) ?? 'end'
      return messages < wanted.most && Number(headers.get('Nats-Num-Pending')) > 0 ? 'cut' : 'end'
    })
    const { subject, from, most } = wanted
    const fields = { seq: from, next_by_subj: subject, batch: most, max_bytes: MOST_BYTES }
    const payload = Buffer.from(JSON.stringify(fields))
    gathering.publish(direct, payload)
    return gathering.done
  }

  /** Makes a push consumer, which begins to deliver within the same request. */
  async #push(wanted: Wanted, operation: Operation): Promise<Fetched | EventStoreFailed> {
    const published = new Set<string>()
    const gathering = this.#gather(operation, wanted, published, ({ message, messages }) => {
      if (message.headers?.code === 100) return this.#isGoingOn(message, published) ? undefined : 'end'
      const delivered = deliveredIn(message)
      // A message that was lost on the way is fetched later, one at a time.
      return delivered === undefined || delivered.delivered === messages + 1 ? delivered : 'end'
    })
    const { subject, from } = wanted
    const name = this.#connection.uniqueName()
    const answer = await this.#api.ask(
      `CONSUMER.CREATE.${this.#config.name}.${name}.${subject}`,
      {
        stream_name: this.#config.name,
        config: {
          ...EPHEMERAL,
          name,
          deliver_subject: gathering.inbox,
          opt_start_seq: from,
          filter_subject: subject,
          flow_control: true,
          idle_heartbeat: HEARTBEAT_NS,
        },
      },
      operation,
    )
    if (answer.kind === 'failed') gathering.end(answer)
    else
      gathering.expect(Number(answer.value.num_pending ?? 0) + Number(Object(answer.value.delivered).consumer_seq ?? 0))
    const fetched = await gathering.done
    release(this.#connection, this.#config, name)
    return fetched
  }

  /**
   * Returns whether a consumer that sends a status has more messages. If the status asks whether the consumer may go on, this replies.
   */
  #isGoingOn(message: Msg, published: Set<string>): boolean {
    const asks = message.reply || message.headers?.get('Nats-Consumer-Stalled')
    if (asks) {
      published.add(asks)
      this.#connection.client.publish(asks)
    }
    // Without a question, the status is the heartbeat of an idle consumer.
    return Boolean(asks)
  }

  /**
   * Collects what arrives on an inbox of its own, at most as much as is wanted, until its end, or until nothing arrives
   * for too long. It fails if the server forbids publishing to one of the subjects `published`.
   */
  #gather(
    operation: Operation,
    { most, last }: Wanted,
    published: ReadonlySet<string>,
    read: (came: { readonly message: Msg; readonly messages: number }) => Stored | 'end' | 'cut' | undefined,
  ): Gathering {
    const { client } = this.#connection
    const { place } = this.#api
    const messages: Stored[] = []
    const inbox = this.#connection.inbox()
    const { promise, resolve } = Promise.withResolvers<Fetched | EventStoreFailed>()
    let expected = most
    let size = 0
    let idle = 0
    const end = (answer: Fetched | EventStoreFailed): void => {
      clearInterval(patience)
      for (const each of unlisten) each()
      if (!client.isClosed()) subscription.unsubscribe()
      resolve(answer)
    }
    const endFetched = (cut: boolean): void => end({ kind: 'fetched', messages, cut })
    const hear = (stored: Stored): void => {
      messages.push(stored)
      size += stored.size
      const { heading } = stored
      if (messages.length >= expected || heading === undefined || heading.first + heading.count > last)
        endFetched(false)
      else if (size >= MOST_BYTES) endFetched(true)
    }
    const subscription = client.subscribe(inbox, {
      callback: (error, message) => {
        const each = error === null ? read({ message, messages: messages.length }) : 'end'
        // Heartbeats alone do not count, because such a consumer may never go on.
        if (each !== undefined) idle = 0
        if (each === 'end' || each === 'cut') endFetched(each === 'cut')
        else if (each !== undefined) hear(each)
      },
    })
    const tick = Math.max(1, Math.ceil(this.#requestMs / 2))
    const patience = setInterval(() => {
      idle += 1
      if (idle > 2) end(noReplyFailure({ kind: 'late', waitedMs: idle * tick }, operation, place, 'none'))
    }, tick)
    const unlisten = [
      this.#connection.onChange(() => end(noReplyFailure({ kind: 'lost', evidence: LOST }, operation, place, 'none'))),
      this.#connection.onPublishForbidden((subject, evidence) => {
        if (published.has(subject))
          end(noReplyFailure({ kind: 'forbidden', what: 'subject', evidence }, operation, place, 'none'))
      }),
    ]
    return {
      inbox,
      done: promise,
      publish: (subject, payload) => client.publish(subject, payload, { reply: inbox }),
      expect: (count) => {
        expected = Math.min(most, count)
        if (messages.length >= expected) endFetched(false)
      },
      end,
    }
  }
}

interface Gathering {
  readonly inbox: string
  readonly done: Promise<Fetched | EventStoreFailed>
  publish(subject: string, payload: Uint8Array): void
  /** Sets how many messages will arrive. */
  expect(count: number): void
  end(answer: Fetched | EventStoreFailed): void
}

/**
 * Deletes a consumer. The server would remove it some time after nothing listens to it, but until then many could pile
 * up.
 */
export const release = ({ client, up }: Connection, { name }: NatsStreamConfig, consumer: string): void => {
  if (up && !client.isClosed() && !client.isDraining()) client.publish(`$JS.API.CONSUMER.DELETE.${name}.${consumer}`)
}

/** The most text that is read at once: a page of large events holds only a few of them. */
export const MOST_BYTES = 8 * 1_048_576

const LOST = Object.freeze({ technology: 'nats', code: 'ConnectionError', message: 'the connection broke' })

const HEARTBEAT_NS = 1_000_000_000

/**
 * The settings of a consumer that only reads, is kept in memory by one server, and is removed soon after nothing
 * listens to it.
 */
export const EPHEMERAL = Object.freeze({
  deliver_policy: 'by_start_sequence',
  ack_policy: 'none',
  replay_policy: 'instant',
  inactive_threshold: 5_000_000_000,
  mem_storage: true,
  num_replicas: 1,
})
