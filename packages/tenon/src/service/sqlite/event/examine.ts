import { statSync } from 'node:fs'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Examined, Observation } from '../../binding/executor.ts'
import type { SqliteStoreConfig } from './config.ts'
import { openFile } from './schema.ts'
import type { File } from '../connection/file.ts'

/**
 * Reads the whole file of a config once and reports its state. It writes nothing to the file; SQLite may leave an empty
 * log beside it, which the next writer removes. It blocks its thread while it reads. It never waits: it returns nothing
 * if another connection holds the lock.
 */
export const examine = (config: SqliteStoreConfig): Examined | EventStoreFailed | undefined => {
  const { path, create, access } = config
  const missing = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0
  if (missing && create && access === 'read_write')
    return {
      kind: 'examined',
      findings: [{ level: 'claimed', says: `${path} does not exist yet. Opening the store makes it.` }],
    }
  return openFile({ ...config, access: 'read_only' }, 'make', (file) => {
    const findings = [...contentOf(file), journalOf(file), durabilityOf(config)]
    file.close()
    return { kind: 'examined', findings }
  })
}

const contentOf = ({ db, path }: File): readonly Observation[] => {
  const found = db.prepare('PRAGMA quick_check(10)').all().map(Object.values).map(String)
  if (found.join('') === 'ok')
    return [{ level: 'well', says: `${path} is a store of Tenon, and its pages are intact.` }]
  // One row of SQLite's answer may hold several lines.
  const evidence = found.flatMap((row) => row.split('\n'))
  return [{ level: 'wrong', says: `${path} is damaged. Stop, and restore the file.`, evidence }]
}

const journalOf = ({ db }: File): Observation => {
  const [mode] = db.prepare('PRAGMA journal_mode').all().map(Object.values).map(String)
  if (mode === 'wal') return { level: 'well', says: 'It has a write-ahead log.' }
  return {
    level: 'wrong',
    says: `Another program has set its journal to ${mode}. Opening it for writing sets it back.`,
  }
}

const durabilityOf = ({ synchronous }: SqliteStoreConfig): Observation =>
  synchronous === 'full'
    ? { level: 'claimed', says: 'That the disk keeps what it reports as synced: no program can check that.' }
    : { level: 'well', says: 'A power loss may take the last appends, because the config says synchronous: normal.' }
