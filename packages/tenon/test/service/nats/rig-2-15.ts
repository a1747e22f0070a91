import { faultsOfNetwork } from './faults/network.ts'
import { faultsOfOperators } from './faults/operators.ts'
import { overloaded, withoutJetStream } from './faults/restarts.ts'
import { faultsOfServer } from './faults/servers.ts'
import { alone } from './nats-servers.ts'
import { natsRig } from './rigs.ts'

const ground = alone('2.15')

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'nats_2_15_r1'
export const { binding, clear, faults, exemptions, sources, versions } = natsRig(
  ground,
  [
    ...faultsOfNetwork(ground),
    ...faultsOfServer(ground),
    ...faultsOfOperators(ground),
    ...withoutJetStream(ground),
    ...overloaded(ground),
  ],
  [],
)
