import { usual } from 'tenon/conformance'
import * as middleCluster from '../nats/rig-2-10-r3.ts'
import * as middle from '../nats/rig-2-10.ts'
import * as newestCluster from '../nats/rig-2-15-r3.ts'
import * as newest from '../nats/rig-2-15.ts'
import * as oldest from '../nats/rig-2-9.ts'
import { provedOnNats } from './nats.ts'
import { every } from './proved.ts'

const short = { policy: usual, effort: 'short' } as const

await provedOnNats('2.9', oldest, short, every)
await provedOnNats('2.15', newest, { policy: usual, effort: 'plain' }, every)
await provedOnNats('2.10', middle, short, every)
await provedOnNats('2.10', middleCluster, short, every)
await provedOnNats('2.15', newestCluster, short, every)
