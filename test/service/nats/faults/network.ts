import { cuts, type Fault, TcpProxy } from 'tenon/conformance'
import { type Ground, tell } from '../nats-servers.ts'

/** What can go wrong with the network between a store and its server. Of several servers the store then knows one. */
export const faultsOfNetwork = (ground: Ground): readonly Fault[] =>
  cuts(async (place) => {
    const [server] = await ground.servers()
    if (server === undefined) throw new Error('There is no server.')
    const proxy = new TcpProxy(server.address)
    await tell(place, [await proxy.listen()])
    return proxy
  })
