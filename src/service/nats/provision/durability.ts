import type { Finding } from '../../binding/executor.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import { isFrom, type Version, versionIn } from './server-versions.ts'

/** From this version on `sync_interval` can be set; before it a server syncs once a minute. */
const CAN_SYNC: Version = [2, 10, 0]

/**
 * Says what an acknowledged append survives. A server acknowledges what it has written and not yet synced, unless `sync_interval` of its own
 * configuration says `always`, and no client can see whether it does. `replicas` is how many servers keep it now.
 */
export const durabilityOf = ({ storage, serverSync }: NatsStreamConfig, replicas: number, version: string): Finding => {
  const most = (replicas - 1) / 2
  const can = isFrom(versionIn(version) ?? CAN_SYNC, CAN_SYNC)
  if (storage === 'memory')
    return {
      level: 'well',
      says: `Nothing is kept on a disk (storage: memory): what was acknowledged is gone when ${most === 0 ? 'the server ends' : `more than ${most} of its ${replicas} servers end at once`}.`,
    }
  if (serverSync === 'always')
    return can
      ? {
          level: 'claimed',
          says: `That what was acknowledged survives a power failure rests on the config's serverSync: always, which no client can see. Look whether the jetstream block of each server's configuration says "sync_interval: always".`,
        }
      : {
          level: 'wrong',
          says: `The config's serverSync: always is not so: nats-server ${version} syncs once a minute, and a power failure takes up to 60 s of what was acknowledged. Update it to 2.10 or later, or declare serverSync: interval.`,
        }
  const survives =
    most === 0
      ? "a crash of the server's process, but not the loss of its disk. A power failure"
      : `the loss of ${most} of its ${replicas} servers. A power failure of several at once, or of one while another is cut off,`
  const loss = can
    ? 'takes up to 2 minutes of it, or what the server\'s sync_interval says. To survive that too, say "sync_interval: always" in the jetstream block of each server\'s configuration, and serverSync: always in the config.'
    : `takes up to 60 s of it: nats-server ${version} syncs once a minute. Only from 2.10 on it can be told to sync each write.`
  return { level: 'claimed', says: `What was acknowledged survives ${survives} ${loss}` }
}
