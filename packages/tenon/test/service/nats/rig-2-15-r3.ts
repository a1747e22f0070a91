import { faultsOfCluster } from './faults/clusters.ts'
import { faultsOfNetwork } from './faults/network.ts'
import { faultsOfOperators } from './faults/operators.ts'
import { overloaded } from './faults/restarts.ts'
import { together } from './nats-servers.ts'
import { natsRig, SYNCED_BY_SERVERS } from './rigs.ts'

const ground = together('2.15')

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'nats_2_15_r3'
export const { binding, clear, faults, exemptions, sources, versions } = natsRig(
  ground,
  [...faultsOfNetwork(ground), ...faultsOfCluster(ground), ...faultsOfOperators(ground), ...overloaded(ground)],
  [SYNCED_BY_SERVERS],
)
