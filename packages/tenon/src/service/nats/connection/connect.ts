import { setImmediate as turn } from 'node:timers/promises'
import { connect as dial, type NatsConnection } from '@nats-io/transport-node'
import { found, type NatsFailed, thrown } from '../failure.ts'
import type { UsedConnection } from './borrowed-connection.ts'
import { type NatsConnectionSettings, optionsOf } from './settings.ts'
import { Sockets } from './sockets.ts'

/** A client that is connected. */
export interface Connected {
  readonly kind: 'connected'
  readonly client: NatsConnection
  /** Connects again, if Tenon made the connection. */
  reconnect(): void
  /** Closes the connection and frees what it needed, if Tenon made it. */
  release(): Promise<void>
}

/**
 * Connects to one of the servers, or takes the connection that the program has made. When the signal fires, it fails
 * with `cancelled` at once and leaves nothing open. `place` names in messages what is connected to.
 */
export const connect = (
  settings: NatsConnectionSettings | UsedConnection,
  place: string,
  signal: AbortSignal,
): Promise<Connected | NatsFailed> =>
  'connection' in settings ? Promise.resolve(borrowed(settings, place)) : dialed(settings, place, signal)

const borrowed = ({ connection: client }: UsedConnection, place: string): Connected | NatsFailed => {
  if (!client.isClosed() && !client.isDraining())
    return { kind: 'connected', client, reconnect: () => undefined, release: () => Promise.resolve() }
  return found('connection_lost', 'open', `the connection that ${place} was given is closed. Give it an open one.`, {
    technology: 'nats',
    code: 'ClosedConnectionError',
    message: 'closed connection',
  })
}

const dialed = async (
  settings: NatsConnectionSettings,
  place: string,
  signal: AbortSignal,
): Promise<Connected | NatsFailed> => {
  const sockets = new Sockets()
  const connecting = sockets.during(async () => dial(optionsOf(settings)))
  try {
    const client = await unlessAborted(connecting, signal)
    if (client !== undefined) return ours(client, sockets)
    sockets.end()
    // A server may have answered at this moment.
    connecting.then((late) => late.close()).catch(() => undefined)
    return found('cancelled', 'open', 'cancelled before a server answered.', null)
  } catch (error) {
    sockets.end()
    return thrown(error, 'open', `${place} at ${settings.servers.join(', ')}`)
  }
}

/** Resolves with the value of a promise, or with nothing as soon as the signal fires. */
export const unlessAborted = async <Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> => {
  const { promise: end, resolve } = Promise.withResolvers<undefined>()
  const aborted = (): void => resolve(undefined)
  signal.addEventListener('abort', aborted)
  if (signal.aborted) aborted()
  try {
    return await Promise.race([promise, end])
  } finally {
    signal.removeEventListener('abort', aborted)
  }
}

const ours = (client: NatsConnection, sockets: Sockets): Connected => ({
  kind: 'connected',
  client,
  reconnect: () => void client.reconnect().catch(() => undefined),
  release: () => close(client, sockets),
})

const close = async (client: NatsConnection, sockets: Sockets): Promise<void> => {
  // What was published last is written in this turn. If the server has just hung up, the socket emits an error. Once
  // the client has closed the socket, nothing handles that error, and it would end the process.
  await turn()
  await client.close()
  sockets.end()
}
