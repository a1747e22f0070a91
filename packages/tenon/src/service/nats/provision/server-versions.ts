import { type NatsStreamConfig, UNLIMITED } from './stream-config.ts'

/** A server's version as three numbers. */
export type Version = readonly [major: number, minor: number, patch: number]

/** Reads a version such as `2.10.27` or `2.12.0-RC.1`. Returns nothing if the text is no version. */
export const versionIn = (text: string): Version | undefined => {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

/** Returns whether a version is `from` or later. */
export const isFrom = (version: Version, from: Version): boolean => {
  for (const [i, number] of version.entries()) if (number !== from[i]) return number > (from[i] ?? 0)
  return true
}

/** From this version on, a server keeps the promise of a fence, on which every append relies. */
const FENCED: Version = [2, 9, 0]
/** From this version on, several servers keep that promise together (nats-server issue 4320). */
const FENCED_TOGETHER: Version = [2, 9, 21]
/** From this version on, a server can be configured to sync each write. */
const SYNCED: Version = [2, 10, 0]
/** From this version on, a direct get answers with many messages. */
const DIRECT_BATCH: Version = [2, 11, 0]

/**
 * Before this version, an append that exceeds the account's limits is stored and removed again, after which the server
 * no longer knows the last message of its subject.
 */
const UNTOUCHED: Version = [2, 10, 0]

/**
 * Returns whether a server of this version always knows the last message of a subject, as long as deleting and purging
 * are denied.
 */
export const remembersLast = (text: string): boolean => isFrom(versionIn(text) ?? [0, 0, 0], UNTOUCHED)

/**
 * Before this version, a JetStream stream with a limit of bytes removes its oldest messages when it is full, even if it
 * is configured to refuse new ones.
 */
const REFUSES_WHEN_FULL: Version = [2, 10, 0]

/** Returns why a server cannot keep what a config promises, or nothing if it can. */
export const unfitness = (text: string, config: NatsStreamConfig): string | undefined => {
  const { replicas, serverSync, maxBytes, discard } = config
  const version = versionIn(text)
  if (version === undefined) return `the server reports ${JSON.stringify(text)} instead of a version`
  if (!isFrom(version, FENCED)) return `the server is ${text}, and Tenon needs 2.9.0 or later`
  if (replicas > 1 && !isFrom(version, FENCED_TOGETHER))
    return `the server is ${text}, and with several replicas, servers before 2.9.21 can store two appends at one place. Update it, or use one replica`
  if (serverSync === 'always' && !isFrom(version, SYNCED))
    return `the server is ${text}, and servers before 2.10 cannot sync each write, as serverSync: 'always' states. Update it, or use 'interval'`
  if (maxBytes !== UNLIMITED && discard === 'new' && !isFrom(version, REFUSES_WHEN_FULL))
    return `the server is ${text}, and with maxBytes and discard: 'new', servers before 2.10 remove the oldest events when no room is left. Update it, or set maxBytes to -1`
  return undefined
}

/**
 * Returns whether a JetStream stream on a server of this version refuses new messages, and keeps its oldest, when its
 * limit of bytes is reached.
 */
export const refusesWhenFull = (text: string): boolean => isFrom(versionIn(text) ?? [0, 0, 0], REFUSES_WHEN_FULL)

/** Returns whether a server of this version answers a direct get with many messages. */
export const answersMany = (text: string): boolean => isFrom(versionIn(text) ?? [0, 0, 0], DIRECT_BATCH)

/** A known fault of some versions of the server. */
export interface KnownFault {
  readonly from: Version
  /** The first version without it, or `null` if there is none yet. */
  readonly until: Version | null
  /** Whether it concerns only streams with several replicas. */
  readonly replicated: boolean
  /** Whether it can lose or duplicate events. A fault that cannot is reported, but is no reason to fail. */
  readonly grave: boolean
  readonly says: string
}

const FAULTS: readonly KnownFault[] = [
  {
    from: [2, 9, 0],
    until: [2, 10, 0],
    replicated: false,
    grave: false,
    says: 'It syncs to disk once a minute and cannot sync each write: serverSync cannot be always.',
  },
  {
    from: [2, 9, 0],
    until: [2, 11, 0],
    replicated: true,
    grave: true,
    says: 'After a change of leader, its replicas may differ for good (nats-server issues 5644, 6194, 6485). Update to 2.11 or later.',
  },
  {
    from: [2, 10, 20],
    until: [2, 10, 23],
    replicated: false,
    grave: true,
    says: 'A crash of its process could lose whole JetStream streams. Update to 2.10.23 or later.',
  },
  {
    from: [2, 9, 0],
    until: [2, 14, 0],
    replicated: false,
    grave: false,
    says: 'On a full disk it neither refuses nor acknowledges appends: they time out. From 2.14 on, it freezes the stream and logs the reason.',
  },
]

/** Returns the known faults of a version. */
export const faultsOf = (text: string, replicas: number): readonly KnownFault[] => {
  const version = versionIn(text)
  if (version === undefined) return []
  return FAULTS.filter(
    ({ from, until, replicated }) =>
      isFrom(version, from) && (until === null || !isFrom(version, until)) && (!replicated || replicas > 1),
  )
}
