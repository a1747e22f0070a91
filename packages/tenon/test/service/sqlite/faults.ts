import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  type Fault,
  failingCall,
  failingWrite,
  forbiddenFolder,
  foreignFile,
  fullDisk,
  fullDiskAtOpen,
  heldLock,
  missingFile,
  missingFolder,
  noHandles,
  readOnlyDisk,
  replacedFile,
  shortenedFile,
  unwritableFolder,
} from 'tenon/conformance'

/** The paths of the database and of its log in a folder. */
export const FILE = 'events.db'
const LOG = `${FILE}-wal`

/** Faults that pass or are mended without lasting harm to the store. */
const passing = { effects: ['none'], recovery: 'by_itself' } as const
/** Faults after which the store no longer writes. */
const ruinous = { effects: ['none'], recovery: 'opened_again' } as const
/** Faults after which it is unknown whether a commit is on the disk. */
const doubtful = { effects: ['none', 'unknown'], recovery: 'opened_again' } as const

const MEGABYTES = 16

const locked = (from: 'writers' | 'everybody' | 'late', write: string) => ({
  ...passing,
  gives: ['busy'] as const,
  command: ({ folder }: { readonly folder: string }) =>
    [
      process.execPath,
      fileURLToPath(new URL('processes/holder.ts', import.meta.url)),
      join(folder, FILE),
      from,
      write,
    ] as const,
})

const corrupted = { ...ruinous, gives: ['corrupted'] } as const

/** Returns the same fault, in place once the store can notice it: it looks at the log at most every 10 ms. */
const noticed = (fault: Fault): Fault => ({
  ...fault,
  prepare: async (place) => {
    const prepared = await fault.prepare(place)
    if (prepared.kind === 'unavailable') return prepared
    return { ...prepared, strike: () => prepared.strike().then(() => wait(LOG_LOOK_MS)) }
  },
})

const LOG_LOOK_MS = 20

/**
 * Returns the faults of a SQLite file. `write` is SQL that writes to it and changes nothing. `room` is how many bytes the
 * file can grow by before a write fails: less than what a case writes.
 */
export const faultsOfFiles = (write: string, room: number): readonly Fault[] => [
  fullDisk(MEGABYTES, { ...passing, gives: ['full'] }),
  fullDiskAtOpen(MEGABYTES, { ...passing, gives: ['full'] }),
  readOnlyDisk({ ...passing, gives: ['permission_denied'] }),
  forbiddenFolder({ ...passing, gives: ['permission_denied'] }),
  unwritableFolder({ ...passing, gives: ['permission_denied'] }),
  ...[0, 1, 2].map((left) => noHandles(left, { ...passing, gives: ['unavailable'] })),
  missingFolder({ ...passing, gives: ['not_found'] }),
  missingFile({
    ...corrupted,
    name: 'missing_file',
    says: 'The file is removed while the store is open.',
    strikes: 'calls',
    file: FILE,
  }),
  replacedFile({
    ...corrupted,
    name: 'replaced_file',
    says: 'The file is replaced by a copy of it while the store is open.',
    strikes: 'calls',
    file: FILE,
  }),
  shortenedFile({
    ...corrupted,
    name: 'shortened_file',
    says: 'The file is shortened while the store is open.',
    strikes: 'calls',
    file: FILE,
  }),
  shortenedFile({
    ...passing,
    gives: ['corrupted'],
    name: 'shortened_file_at_open',
    says: 'The file is shortened when the store is opened.',
    strikes: 'open',
    file: FILE,
  }),
  foreignFile({
    ...passing,
    gives: ['misconfigured'],
    name: 'foreign_file',
    says: 'The file is none of SQLite when the store is opened.',
    strikes: 'open',
    file: FILE,
  }),
  heldLock({
    ...locked('writers', write),
    name: 'held_lock',
    says: 'Another process holds the lock of writers.',
    strikes: 'calls',
  }),
  heldLock({
    ...locked('late', write),
    name: 'late_commit',
    says: 'Another process has written, and commits late.',
    strikes: 'calls',
  }),
  heldLock({
    ...locked('everybody', write),
    name: 'held_file',
    says: 'Another process holds the whole file when the store is opened.',
    strikes: 'open',
  }),
  failingWrite(room, { ...doubtful, gives: ['corrupted'] }),
  noticed(
    missingFile({
      ...corrupted,
      name: 'missing_log',
      says: 'The log is removed while the store is open.',
      strikes: 'calls',
      file: LOG,
    }),
  ),
]

/** The faults that occur only if each commit is synced. */
export const faultsOfSyncs: readonly Fault[] = [
  failingCall({
    ...doubtful,
    gives: ['corrupted'],
    name: 'failing_sync',
    says: 'What is written cannot be synced.',
    strikes: 'calls',
    calls: ['fsync', 'fdatasync'],
    error: 'EIO',
    which: '1+',
  }),
]
