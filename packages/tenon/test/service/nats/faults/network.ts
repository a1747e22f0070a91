import { cuts, type Fault, TcpProxy } from 'tenon/conformance'
import { type Ground, tell } from '../nats-servers.ts'

/** The faults of the network between a store and its server. If there are several servers, the store knows only one. */
export const faultsOfNetwork = (ground: Ground): readonly Fault[] =>
  cuts(async (place) => {
    const [server] = await ground.servers()
    if (server === undefined) throw new Error('There is no server.')
    const proxy = new TcpProxy(server.address)
    await tell(place, [await proxy.listen()])
    return proxy
  })
