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

/** Where a place has its database, and SQLite its log. */
export const FILE = 'events.db'
const LOG = `${FILE}-wal`

/** What passes, or is put right, without the store having noticed anything for good. */
const passing = { effects: ['none'], recovery: 'by_itself' } as const
/** What makes the store write no more. */
const ruinous = { effects: ['none'], recovery: 'opened_again' } as const
/** What leaves nobody knowing whether a commit is on the disk. */
const doubtful = { effects: ['none', 'unknown'], recovery: 'opened_again' } as const

const MEGABYTES = 16

const locked = (from: 'writers' | 'everybody' | 'late') => ({
  ...passing,
  gives: ['busy'] as const,
  command: ({ folder }: { readonly folder: string }) =>
    [
      process.execPath,
      fileURLToPath(new URL('processes/holder.ts', import.meta.url)),
      join(folder, FILE),
      from,
    ] as const,
})

const corrupted = { ...ruinous, gives: ['corrupted'] } as const

/** The same fault, which is there when the store would notice it: the log is looked at each 10 ms at most. */
const noticed = (fault: Fault): Fault => ({
  ...fault,
  prepare: async (place) => {
    const prepared = await fault.prepare(place)
    if (prepared.kind === 'unavailable') return prepared
    return { ...prepared, strike: () => prepared.strike().then(() => wait(LOG_LOOK_MS)) }
  },
})

const LOG_LOOK_MS = 20

/** What can go wrong with a file of SQLite's. */
export const faults: readonly Fault[] = [
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
    ...locked('writers'),
    name: 'held_lock',
    says: 'Another process holds the lock of writers.',
    strikes: 'calls',
  }),
  heldLock({
    ...locked('late'),
    name: 'late_commit',
    says: 'Another process has written, and commits late.',
    strikes: 'calls',
  }),
  heldLock({
    ...locked('everybody'),
    name: 'held_file',
    says: 'Another process holds the whole file when the store is opened.',
    strikes: 'open',
  }),
  failingWrite(20_000, { ...doubtful, gives: ['corrupted'] }),
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

/** What goes wrong only where each commit is synced. */
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
