import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import type { Exemption, Fault, Place } from 'tenon/conformance'
import { NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { sourcesOf } from '../../certify/places.ts'
import { leastNeed } from '../semantics/stores.ts'
import { connectionTo, streamConfig } from './configs.ts'
import { Found } from './found.ts'
import { ask, DELETABLE, find, type Ground, MADE, STORE } from './nats-servers.ts'

/**
 * Returns the config of a place's JetStream stream. Once the stream was made it is only verified, so that a lost stream
 * is not made again.
 */
const configOf = (place: Place, { replicas }: Ground): NatsStreamConfig =>
  streamConfig(place.name, {
    replicas,
    provision: existsSync(join(place.folder, MADE)) ? 'verify' : 'create',
    serverSync: replicas === 3 ? 'always' : 'interval',
    denyDelete: !existsSync(join(place.folder, DELETABLE)),
  })

/** What the NATS rigs share, whichever servers they use. */
export const natsRig = (ground: Ground, faults: readonly Fault[], exemptions: readonly Exemption[]) => {
  const executorFor = (place: Place, urls: readonly string[]): NatsEventExecutor =>
    new NatsEventExecutor({
      config: configOf(place, ground),
      connection: connectionTo(urls, {
        authentication: STORE,
        requestMs: 1_000,
        patienceMs: 700,
        pingMs: 500,
      }),
    })
  return {
    binding: (place: Place, policy: Policy) =>
      bind(
        leastNeed,
        new Found(executorFor(place, ['nats://127.0.0.1:1']), async () => {
          const executor = executorFor(place, await find(place, ground))
          return { executor, opened: () => writeFile(join(place.folder, MADE), '') }
        }),
        policy,
      ),
    clear: async (place: Place): Promise<void> => {
      await ask(ground, `STREAM.DELETE.${place.name}`, {})
    },
    faults,
    exemptions: [...NETWORK, ...exemptions],
    sources: sourcesOf('nats'),
    versions: {
      get 'nats-server'() {
        // What was proved on three servers holds only if all run one version: see "Updating servers" in docs/nats.md.
        return ground.replicas === 3 ? `${ground.version}, the same on all three servers` : ground.version
      },
    },
  }
}

const NETWORK: readonly Exemption[] = [
  {
    id: 'reach/over_a_network',
    reason: 'NATS is reached over TCP; the servers of this rig are reached so, through a proxy, on one machine.',
  },
]

/** Why servers before 2.11 are not tested for a failure that they never give. */
export const NEVER_BUSY: Exemption = {
  id: 'reachability/busy',
  reason: 'Servers before 2.11 do not bound what waits for a JetStream stream, and never say that they are busy.',
}

/** Why it is not tested whether servers sync. */
export const SYNCED_BY_SERVERS: Exemption = {
  id: 'durability/synced_before_it_is_answered',
  reason:
    "The servers sync, and no client can see whether they do: the config's serverSync is the operator's word. The servers of this rig run with sync_interval: always.",
}
