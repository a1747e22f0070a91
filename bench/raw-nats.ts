import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { headers, type NatsConnection } from '@nats-io/transport-node'

/** A message that is ready to be sent. The raw loops get it ready-made; our store has to make it. */
export interface Frame {
  readonly subject: string
  readonly body: Uint8Array
}

/** The last sequence of each subject. A publisher with a fence must know it. */
export type Last = Map<string, number>

/** Runs works, with a limit on how many run at a time. */
export const inFlight = async (count: number, many: number, work: (i: number) => Promise<void>): Promise<void> => {
  let next = 0
  const one = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await work(i)
  }
  await Promise.all(Array.from({ length: many }, one))
}

/** Publishes with the client's own `js.publish`, each expecting the last sequence of its subject. */
export const clientAppend = (js: JetStreamClient, last: Last, frames: readonly Frame[], many: number): Promise<void> =>
  inFlight(frames.length, many, async (i) => {
    const frame = frames[i]
    if (frame === undefined) return
    const { subject, body } = frame
    const ack = await js.publish(subject, body, { expect: { lastSubjectSequence: last.get(subject) ?? 0 } })
    last.set(subject, ack.seq)
  })

/**
 * Publishes frames made by hand: one subscription for all acknowledgements, the fewest possible headers, and each
 * answer parsed.
 */
export class ByHand {
  readonly #connection: NatsConnection
  readonly #inbox: string
  readonly #waiting = new Map<string, (seq: number) => void>()
  #number = 0

  constructor(connection: NatsConnection, inbox: string) {
    this.#connection = connection
    this.#inbox = inbox
    connection.subscribe(`${inbox}.*`, {
      callback: (_error, message) => {
        const token = message.subject.slice(inbox.length + 1)
        const answer = this.#waiting.get(token)
        this.#waiting.delete(token)
        answer?.(message.json<{ seq: number }>().seq)
      },
    })
  }

  append(last: Last, frames: readonly Frame[], many: number): Promise<void> {
    return inFlight(frames.length, many, async (i) => {
      const frame = frames[i]
      if (frame === undefined) return
      const { subject, body } = frame
      const fence = headers()
      fence.set('Nats-Expected-Last-Subject-Sequence', String(last.get(subject) ?? 0))
      this.#number += 1
      const token = this.#number.toString(36)
      const seq = await new Promise<number>((resolve) => {
        this.#waiting.set(token, resolve)
        this.#connection.publish(subject, body, { reply: `${this.#inbox}.${token}`, headers: fence })
      })
      last.set(subject, seq)
    })
  }
}

/** Reads all messages of a stream with the client's ordered consumer, parses each, and returns the number of events. */
export const orderedScan = async (connection: NatsConnection, stream: string, count: number): Promise<number> => {
  const consumer = await jetstream(connection).consumers.get(stream)
  let events = 0
  const messages = await consumer.consume({ max_messages: 5_000 })
  for await (const message of messages) {
    events += message.json<{ readonly events: readonly unknown[] }>().events.length
    if (events >= count) break
  }
  return events
}

/** Reads one subject with one request, which makes the server create a push consumer and deliver to it. */
export const oneRequestRead = (
  connection: NatsConnection,
  stream: string,
  subject: string,
  count: number,
  number: number,
): Promise<number> =>
  new Promise((resolve) => {
    const name = `bench${number}`
    const inbox = `_INBOX.${name}`
    let events = 0
    const subscription = connection.subscribe(inbox, {
      callback: (_error, message) => {
        events += message.json<{ readonly events: readonly unknown[] }>().events.length
        if (events < count) return
        subscription.unsubscribe()
        resolve(events)
      },
    })
    const config = {
      name,
      deliver_subject: inbox,
      deliver_policy: 'all',
      ack_policy: 'none',
      filter_subject: subject,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: 1e9,
    }
    connection.publish(
      `$JS.API.CONSUMER.CREATE.${stream}.${name}.${subject}`,
      JSON.stringify({ stream_name: stream, config }),
      { reply: `${inbox}.created` },
    )
  })

/** Makes a JetStream stream as a user of the client would. */
export const makeStream = async (connection: NatsConnection, name: string, replicas: number): Promise<void> => {
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name, subjects: [`${name}.>`], num_replicas: replicas })
}
