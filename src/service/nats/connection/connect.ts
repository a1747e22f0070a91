import { setImmediate as turn } from 'node:timers/promises'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import { found, thrown } from '../failure.ts'
import { type NatsConnectionSettings, optionsOf } from './settings.ts'
import { Sockets } from './sockets.ts'
import type { UsedConnection } from './borrowed-connection.ts'

/** A connection that is up. */
export interface Reached {
  readonly kind: 'reached'
  readonly connection: NatsConnection
  /** Makes the connection anew where it is our own. */
  renew(): void
  /** Closes the connection where it is our own, and frees all that was needed for it. */
  letGo(): Promise<void>
}

/**
 * Connects to one of the servers, or takes the connection that was handed in. When the signal fires it fails with `cancelled` at once, and
 * nothing of the attempt is left. `place` says in sentences what is to be reached.
 */
export const reach = (
  settings: NatsConnectionSettings | UsedConnection,
  place: string,
  signal: AbortSignal,
): Promise<Reached | EventStoreFailed> =>
  'connection' in settings ? Promise.resolve(taken(settings, place)) : dialed(settings, place, signal)

const taken = ({ connection }: UsedConnection, place: string): Reached | EventStoreFailed => {
  if (!connection.isClosed() && !connection.isDraining())
    return { kind: 'reached', connection, renew: () => undefined, letGo: () => Promise.resolve() }
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
): Promise<Reached | EventStoreFailed> => {
  const sockets = new Sockets()
  const connecting = sockets.during(async () => connect(optionsOf(settings)))
  try {
    const connection = await unlessCalledOff(connecting, signal)
    if (connection !== undefined) return ours(connection, sockets)
    sockets.end()
    // A server may have answered in this moment.
    connecting.then((late) => late.close()).catch(() => undefined)
    return found('cancelled', 'open', 'called off before a server answered.', null)
  } catch (error) {
    sockets.end()
    return thrown(error, 'open', `${place} at ${settings.servers.join(', ')}`)
  }
}

/** What a promise gives, or nothing as soon as a signal fires. */
export const unlessCalledOff = async <Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> => {
  const { promise: end, resolve } = Promise.withResolvers<undefined>()
  const calledOff = (): void => resolve(undefined)
  signal.addEventListener('abort', calledOff)
  if (signal.aborted) calledOff()
  try {
    return await Promise.race([promise, end])
  } finally {
    signal.removeEventListener('abort', calledOff)
  }
}

const ours = (connection: NatsConnection, sockets: Sockets): Reached => ({
  kind: 'reached',
  connection,
  renew: () => void connection.reconnect().catch(() => undefined),
  letGo: () => close(connection, sockets),
})

const close = async (connection: NatsConnection, sockets: Sockets): Promise<void> => {
  // What was published last is written in this turn. Where the server has just hung up, that is an error of the socket, to which nobody
  // listens once the client has closed it, and it would end the process.
  await turn()
  await connection.close()
  sockets.end()
}
