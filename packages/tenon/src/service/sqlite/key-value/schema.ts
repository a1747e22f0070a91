import type { IfAbsent } from '../../binding/executor.ts'
import { connect } from '../connection/connect.ts'
import type { File } from '../connection/file.ts'
import type { Part } from '../connection/part.ts'
import type { SqliteFailed } from '../failure.ts'
import { firstVersion } from '../first-version.ts'
import type { SqliteKeyValueConfig } from './config.ts'

/**
 * - `entries` has the latest change of each key: `put`, `removed` or `expired`. `created` is 1 for a put that expected its
 *   key to be absent: it is remembered for the whole window. `earlier` says how many earlier changes are remembered at
 *   most. The value is the last column, so that SQLite reads the others without it.
 * - `earlier_changes` has the changes before the latest that are still remembered. They are added at its end. Its
 *   first index finds a change by its id, and has all else that a put looks for, so that a key that is written often
 *   costs neither a search nor a look into the table. A key may have many changes with `created`, such as a lock: the
 *   second index has them in their order.
 * - `entries_state` has one row: the last revision, and the last revision of a removal that is forgotten.
 */
const TABLES = `
  CREATE TABLE entries (
    revision INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT,
    created INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER,
    earlier INTEGER NOT NULL,
    value TEXT
  ) STRICT;
  CREATE UNIQUE INDEX entries_by_key ON entries (key);
  CREATE INDEX entries_by_end ON entries (until) WHERE until IS NOT NULL;
  CREATE INDEX entries_without_value ON entries (at) WHERE value IS NULL;
  CREATE TABLE earlier_changes (
    place INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT,
    created INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX earlier_changes_by_key ON earlier_changes (key, created, id, kind, revision);
  CREATE INDEX created_by_revision ON earlier_changes (key, revision) WHERE created = 1;
  CREATE TABLE entries_state (head INTEGER NOT NULL, forgotten INTEGER NOT NULL) STRICT;
  INSERT INTO entries_state (head, forgotten) VALUES (0, 0);
`

/** Returns what a key-value store keeps in a file. */
export const keyValuePart = ({ recentWrites, repeatWindowMs, removedKeptMs }: SqliteKeyValueConfig): Part => ({
  capability: 'key_value',
  version: 1,
  contents: 'entries',
  tables: TABLES,
  names: [
    'entries',
    'entries_by_key',
    'entries_by_end',
    'entries_without_value',
    'earlier_changes',
    'earlier_changes_by_key',
    'created_by_revision',
    'entries_state',
  ],
  settings: { recentWrites, repeatWindowMs, removedKeptMs },
  ifAbsentSay: 'Check the path in the config. "tenon call <store> put" makes the file, and so does open().',
})

/**
 * Tries once to open the file of a config, with its tables made or checked, and passes it to `use`. It never waits: it
 * returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const openEntries = <Used>(
  config: SqliteKeyValueConfig,
  ifAbsent: IfAbsent,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined => connect(config, ifAbsent, keyValuePart(config), firstVersion, use)
