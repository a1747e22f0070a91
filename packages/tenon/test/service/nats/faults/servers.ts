import type { Fault } from 'tenon/conformance'
import type { Ground } from '../nats-servers.ts'
import type { Server } from '../servers/server.ts'
import { killedUnseen, mended, standStill } from './mended.ts'

/** The faults of a single server. */
export const faultsOfServer = (ground: Ground): readonly Fault[] => {
  const all = async (work: (server: Server) => unknown): Promise<void> => {
    await Promise.all((await ground.servers()).map(work))
  }
  return [
    {
      name: 'server_killed',
      says: 'The server is killed before it answers what it was asked.',
      strikes: 'calls',
      gives: ['connection_lost', 'timeout'],
      effects: ['none', 'unknown'],
      recovery: 'by_itself',
      prepare: async () => mended(...killedUnseen(() => ground.servers())),
    },
    {
      name: 'server_down',
      says: 'The server is killed.',
      strikes: 'calls',
      gives: ['connection_lost', 'timeout'],
      effects: ['none'],
      recovery: 'by_itself',
      prepare: async () =>
        mended(
          () => all((server) => server.kill()),
          () => all((server) => server.restart()),
        ),
    },
    {
      name: 'server_paused',
      says: 'The server is paused, and later goes on with its requests.',
      strikes: 'calls',
      gives: ['timeout', 'connection_lost'],
      effects: ['none', 'unknown'],
      recovery: 'by_itself',
      prepare: async () =>
        mended(
          () => all(standStill),
          () => all((server) => server.resume()),
        ),
    },
    {
      name: 'server_paused_at_open',
      says: 'The server is paused when the store is opened.',
      strikes: 'open',
      gives: ['timeout'],
      effects: ['none'],
      recovery: 'by_itself',
      prepare: async () =>
        mended(
          () => all(standStill),
          () => all((server) => server.resume()),
        ),
    },
  ]
}
