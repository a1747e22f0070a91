import { test } from 'node:test'
import type { EventStoreCapability } from 'tenon'
import type { Rig, Trial } from 'tenon/conformance'
import { binaryOf, nats, type Series } from '../nats/servers/binaries.ts'
import { type Choice, proved } from './proved.ts'

/** Proves a rig of NATS; says that nothing is proved where there is to be no NATS. Rejects once, with what to do, where no server can be had. */
export const provedOnNats = async (
  series: Series,
  rig: Rig<EventStoreCapability>,
  trial: Trial,
  chosen: Choice,
): Promise<void> => {
  if (nats.skip !== false) return void test(`${rig.name} under the usual policy`, nats, () => undefined)
  await binaryOf(series)
  proved(rig, 'usual', trial, chosen)
}
