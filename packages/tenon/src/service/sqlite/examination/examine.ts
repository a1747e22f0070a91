import { statSync } from 'node:fs'
import type { Examined, Observation } from '../../binding/executor.ts'
import { checkPath } from '../connection/check-path.ts'
import { connect } from '../connection/connect.ts'
import type { File } from '../connection/file.ts'
import type { FileSettings } from '../connection/file-settings.ts'
import type { FirstVersion, Part } from '../connection/part.ts'
import type { SqliteFailed } from '../failure.ts'

/** What is examined: a file, and one part of it. */
export interface Examinee {
  readonly settings: FileSettings
  readonly part: Part
  readonly first: FirstVersion
}

/**
 * Reads a whole file once and reports its state. It writes nothing to the file; SQLite may leave an empty log beside it,
 * which the next writer removes. It blocks its thread while it reads. It never waits: it returns nothing if another
 * connection holds the lock.
 */
export const examine = ({ settings, part, first }: Examinee): Examined | SqliteFailed | undefined => {
  const { path, create, access } = settings
  const empty = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0
  if (empty && create && access === 'read_write')
    return (
      checkPath(settings, 'make', part.ifAbsentSay) ?? notYet(`${path} does not exist yet. Opening the store makes it.`)
    )
  const mayAdd = !empty && access === 'read_write'
  const answer = connect({ ...settings, access: 'read_only' }, mayAdd ? 'fail' : 'make', part, first, (file) => {
    const findings = [...contentOf(file), journalOf(file), durabilityOf(settings)]
    file.close()
    return { kind: 'examined' as const, findings }
  })
  return mayAdd && answer?.kind === 'failed' && answer.failure === 'not_found'
    ? notYet(`${path} has no ${part.contents} yet. Opening the store makes room for them.`)
    : answer
}

const notYet = (says: string): Examined => ({ kind: 'examined', findings: [{ level: 'claimed', says }] })

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

const durabilityOf = ({ synchronous }: FileSettings): Observation =>
  synchronous === 'full'
    ? { level: 'claimed', says: 'That the disk keeps what it reports as synced: no program can check that.' }
    : { level: 'well', says: 'A power loss may take the last writes, because the config says synchronous: normal.' }
