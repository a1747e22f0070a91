import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** A port of this machine that nobody is given by chance: only who names it can listen there. */
export interface Port {
  readonly number: number
  free(): void
}

/**
 * Takes a free port and keeps it for a server that is started, and started again, by the number. A connection to itself holds the port
 * while nobody listens there.
 */
export const takePort = async (): Promise<Port> => {
  const listener = createServer().listen(0, HOST)
  await once(listener, 'listening')
  // A server that listens at a port has an address of this kind.
  const { port } = listener.address() as AddressInfo
  const anchor = connect(port, HOST)
  const [[taken]] = await Promise.all([once(listener, 'connection'), once(anchor, 'connect')])
  const ends = [anchor, taken]
  // Whoever used the port before may still be trying to reach somebody there.
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

/** Where all servers of tests listen. */
export const HOST = '127.0.0.1'
