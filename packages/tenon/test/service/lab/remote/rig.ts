import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { cuts, type Place, TcpProxy } from 'tenon/conformance'
import type { Address } from 'tenon/conformance'
import { leastNeed } from '../../semantics/stores.ts'
import { RemoteEventExecutor } from './executor.ts'
import { RemoteServer } from './server.ts'

/** One server for all places. It starts to listen when a store is opened for the first time. */
const server = new RemoteServer()

/** The file with the address of the store of a place. Processes that are started later read it too. */
const file = ({ folder }: Place): string => join(folder, 'address.json')

const tell = async (place: Place, address: Address): Promise<Address> => {
  await writeFile(file(place), JSON.stringify(address))
  return address
}

const find = async (place: Place): Promise<Address> => {
  const told = await readFile(file(place), 'utf8').catch(() => undefined)
  return told === undefined ? tell(place, await server.listen()) : JSON.parse(told)
}

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'remote'
export const binding = (place: Place, policy: Policy) =>
  bind(leastNeed, new RemoteEventExecutor({ store: place.name, address: () => find(place) }), policy)
/** Once a fault is prepared, the store of its place is reached through a proxy. */
export const faults = cuts(async (place) => {
  const proxy = new TcpProxy(await server.listen())
  await tell(place, await proxy.listen())
  return proxy
})
export const exemptions = [
  {
    id: 'closing/open_existing_makes_nothing',
    reason: 'The server keeps a store for every name from the first: none is ever absent.',
  },
]
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
