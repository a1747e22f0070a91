import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** A port of this machine that is never assigned by chance. A program can listen there only by its number. */
export interface Port {
  readonly number: number
  free(): void
}

/**
 * Takes a free port and keeps it for a server that is started, and started again, by the number. A connection to itself
 * holds the port while nobody listens there.
 */
export const takePort = async (): Promise<Port> => {
  const listener = createServer().listen(0, HOST)
  await once(listener, 'listening')
  // A server that listens at a port has an address of this kind.
  const { port } = listener.address() as AddressInfo
  const anchor = connect(port, HOST)
  const [[taken]] = await Promise.all([once(listener, 'connection'), once(anchor, 'connect')])
  const ends = [anchor, taken]
  // A former user of the port may still have clients that try to connect.
  const foreign = taken.remotePort !== anchor.localPort
  for (const end of ends) end.on('error', () => undefined).unref()
  listener.close()
  const free = (): void => {
    for (const end of ends) end.resetAndDestroy()
  }
  if (!foreign) return { number: port, free }
  free()
  return takePort()
}

/** The host at which all servers of tests listen. */
export const HOST = '127.0.0.1'
