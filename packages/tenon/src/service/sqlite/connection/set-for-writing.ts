import type { DatabaseSync } from 'node:sqlite'
import { found, type SqliteFailed } from '../failure.ts'
import type { FileSettings } from './file-settings.ts'
import { textOf } from './first-value.ts'

/**
 * `fullfsync` makes a sync reach the disk itself; it matters only on macOS. The write-ahead log is moved into the file
 * every 1,000 pages (4 MiB), and cut to 64 MiB when it is reused.
 */
const WRITER_SETTINGS = (synchronous: FileSettings['synchronous']): string => `
  PRAGMA synchronous = ${synchronous};
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 67108864;
`

/**
 * Sets a connection for writing, with a write-ahead log. Fails with `misconfigured` if the file system does not allow
 * such a log.
 */
export const setForWriting = (
  db: DatabaseSync,
  { path, synchronous }: Pick<FileSettings, 'path' | 'synchronous'>,
): SqliteFailed | undefined => {
  const mode = textOf(db, 'PRAGMA journal_mode = WAL')
  if (mode !== 'wal')
    return found(
      'misconfigured',
      'open',
      `${path} cannot have a write-ahead log here (its journal is '${mode}'). Move it to a local disk.`,
    )
  db.exec(WRITER_SETTINGS(synchronous))
  return undefined
}
