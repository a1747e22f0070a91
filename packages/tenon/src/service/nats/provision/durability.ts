import type { Observation } from '../../binding/executor.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import { isFrom, type Version, versionIn } from './server-versions.ts'

/** From this version on `sync_interval` can be set. Earlier servers sync once a minute. */
const CAN_SYNC: Version = [2, 10, 0]

/**
 * Reports what an acknowledged append survives. A server acknowledges what it has written but not yet synced, unless
 * its own configuration says `sync_interval: always`, which no client can see. `replicas` is how many servers keep the
 * stream now.
 */
export const durabilityOf = (
  { storage, serverSync }: NatsStreamConfig,
  replicas: number,
  version: string,
): Observation => {
  const most = (replicas - 1) / 2
  const can = isFrom(versionIn(version) ?? CAN_SYNC, CAN_SYNC)
  if (storage === 'memory')
    return {
      level: 'well',
      says: `Nothing is kept on a disk (storage: memory): what was acknowledged is lost when ${most === 0 ? 'the server ends' : `more than ${most} of its ${replicas} servers end at once`}.`,
    }
  if (serverSync === 'always')
    return can
      ? {
          level: 'claimed',
          says: `That what was acknowledged survives a power failure depends on the config's serverSync: always, which no client can check. Check that the jetstream block of each server's configuration says "sync_interval: always".`,
        }
      : {
          level: 'wrong',
          says: `The config's serverSync: always is not true: nats-server ${version} syncs once a minute, and a power failure loses up to 60 s of what was acknowledged. Update it to 2.10 or later, or declare serverSync: interval.`,
        }
  const survives =
    most === 0
      ? "a crash of the server's process, but not the loss of its disk. A power failure"
      : `the loss of ${most} of its ${replicas} servers. A power failure of several at once, or of one while another is cut off,`
  const loss = can
    ? 'loses up to 2 minutes of it, or what the server\'s sync_interval says. To survive that too, say "sync_interval: always" in the jetstream block of each server\'s configuration, and serverSync: always in the config.'
    : `loses up to 60 s of it: nats-server ${version} syncs once a minute. Only from 2.10 on can it sync each write.`
  return { level: 'claimed', says: `What was acknowledged survives ${survives} ${loss}` }
}
