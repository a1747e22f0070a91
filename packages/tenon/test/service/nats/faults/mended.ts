import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Prepared } from 'tenon/conformance'
import { until } from '../../../../src/service/lab/time.ts'
import type { Server } from '../servers/server.ts'

/**
 * A prepared fault that can be healed and needs nothing to be freed. It is healed at its end unless it was healed
 * before.
 */
export const mended = (strike: () => Promise<void>, heal: () => Promise<void>): Prepared => {
  let struck = false
  const mend = async (): Promise<void> => {
    if (struck) await heal()
    struck = false
  }
  return {
    kind: 'prepared',
    strike: () => {
      // A fault that has struck only in part is healed too.
      struck = true
      return strike()
    },
    heal: mend,
    end: mend,
  }
}

/**
 * Pauses servers for a moment and then kills them, so that they never read what was sent meanwhile. They start again
 * when the fault is healed.
 */
export const killedUnseen = (
  choose: () => Promise<readonly Server[]>,
): readonly [strike: () => Promise<void>, heal: () => Promise<void>] => {
  let hit: readonly Server[] = []
  let killed: Promise<unknown> | undefined
  return [
    async () => {
      hit = await choose()
      await Promise.all(hit.map(standStill))
      killed = wait(UNSEEN_MS).then(() => Promise.all(hit.map((server) => server.kill())))
    },
    async () => {
      await killed
      await Promise.all(hit.map((server) => server.restart()))
    },
  ]
}

/** Within this time, calls made at once have all been sent. */
const UNSEEN_MS = 200

/** Pauses a server, and waits until it has stopped, because a signal is delivered a moment after it was sent. */
export const standStill = async (server: Server): Promise<void> => {
  server.pause()
  await until(() => stands(server.pid), STANDS_MS)
}

const STANDS_MS = 5_000

/** Returns whether a process is stopped. Only Linux reports that; elsewhere it counts as stopped. */
const stands = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') T')
  return stat.slice(stat.lastIndexOf(')')).startsWith(') T')
}
