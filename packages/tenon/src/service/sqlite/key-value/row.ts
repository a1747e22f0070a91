import type { EntryChange } from '../../../domain/key-value/decide.ts'
import type { SqliteKeyValueConfig } from './config.ts'

/** Returns the change that a row holds. Its columns are STRICT. */
export const changeRow = ({ revision, kind, id, at, until }: Readonly<Record<string, unknown>>): EntryChange => {
  const made = { revision: Number(revision), at: Number(at) }
  if (kind === 'put') return { kind, ...made, id: String(id), until: until === null ? null : Number(until) }
  return kind === 'removed' ? { kind, ...made, id: String(id) } : { kind: 'expired', ...made }
}

/**
 * Returns how long a key without a value is kept, in milliseconds: as long as its removal is remembered for those who
 * watch, and as long as a repeat of it is recognised.
 */
export const keptMs = ({ removedKeptMs, repeatWindowMs }: SqliteKeyValueConfig): number =>
  Math.max(removedKeptMs, repeatWindowMs)
