import type { IfAbsent } from '../../binding/executor.ts'
import { connect } from '../connection/connect.ts'
import type { File } from '../connection/file.ts'
import type { Part } from '../connection/part.ts'
import type { SqliteFailed } from '../failure.ts'
import { firstVersion } from '../first-version.ts'
import type { SqliteStoreConfig } from './config.ts'

const TABLES = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
`

/**
 * The index is made only where an id is recognised anywhere in the file; elsewhere it would cost half of every append.
 */
const BY_ID = 'CREATE UNIQUE INDEX events_by_id ON events (id);'

/** Returns what an event store keeps in a file. */
export const eventPart = ({ dedupe }: Pick<SqliteStoreConfig, 'dedupe'>): Part => ({
  capability: 'event_store',
  version: 1,
  contents: 'events',
  tables: `${TABLES}${dedupe === 'forever' ? BY_ID : ''}`,
  names: ['events', 'events_by_stream'],
  settings: { dedupe },
  ifAbsentSay: 'Check the path in the config. "tenon append" and "tenon import" make the file, and so does open().',
})

/**
 * Tries once to open the file of a config, with its tables made or checked, and passes it to `use`. It never waits: it
 * returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const openFile = <Used>(
  config: SqliteStoreConfig,
  ifAbsent: IfAbsent,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined => connect(config, ifAbsent, eventPart(config), firstVersion, use)
