import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { until } from '../../../../src/service/lab/time.ts'

/** How many messages got which answer. */
export interface Answers {
  readonly acknowledged: number
  readonly refused: number
  readonly other: number
}

/** The answer of a server to a message or a request. */
interface Reply {
  readonly seq?: number
  readonly error?: { readonly err_code: number }
}

/** Makes a JetStream stream on three servers, as soon as they accept one. Rejects after a minute. */
export const place = async (url: string, name: string): Promise<void> => {
  await using client = await reached(url)
  const wanted = JSON.stringify({ name, subjects: [`${name}.>`], num_replicas: 3 })
  const made = async (): Promise<boolean> =>
    (await asked(client.connection, `$JS.API.STREAM.CREATE.${name}`, wanted)).error === undefined
  if ((await until(() => made().catch(() => false), PLACED_MS)) === 'late')
    throw new Error(`The servers take no JetStream stream ${name}.`)
}

/**
 * Has clients race for one place after the other: in each round each sends two messages with the same expectation, all
 * at once. A round is over when all are answered. No store takes part: it would refuse to append to servers that do not
 * go together.
 */
export const race = async (urls: readonly string[], name: string, rounds: number): Promise<Answers> => {
  await using all = new AsyncDisposableStack()
  const clients = await Promise.all(urls.map(async (url) => all.use(await reached(url)).connection))
  const counts = { acknowledged: 0, refused: 0, other: 0 }
  let last = 0
  for (let round = 0; round < rounds; round += 1) {
    // Each subject is raced for four times: first at its beginning, then after its last message.
    const behind = round % 4 === 0 ? 0 : last
    const subject = `${name}.${Math.floor(round / 4)}`
    const sent = [...clients, ...clients].map((client) => asked(client, subject, `${round}`, behind))
    for (const { seq, error } of await Promise.all(sent)) {
      if (error === undefined) last = seq ?? last
      counts[error === undefined ? 'acknowledged' : WRONG_LAST.has(error.err_code) ? 'refused' : 'other'] += 1
    }
  }
  return counts
}

const asked = async (client: NatsConnection, subject: string, body: string, behind?: number): Promise<Reply> => {
  const expecting = headers()
  if (behind !== undefined) expecting.set('Nats-Expected-Last-Subject-Sequence', `${behind}`)
  const reply = await client.request(subject, body, { timeout: 5_000, headers: expecting })
  return reply.json<Reply>()
}

const reached = async (url: string): Promise<AsyncDisposable & { readonly connection: NatsConnection }> => {
  const connection = await connect({ servers: url })
  return { connection, [Symbol.asyncDispose]: () => connection.close() }
}

/** The server's error codes for a message that does not follow the one that it expects. */
const WRONG_LAST: ReadonlySet<number> = new Set([10_071, 10_164])

const PLACED_MS = 60_000
