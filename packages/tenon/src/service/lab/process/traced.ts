import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Syncs } from '../../../domain/conformance/context.ts'
import { Unproved } from '../../../domain/conformance/expect.ts'
import { type TaskProcess, MESSAGE_FD } from './child-process.ts'
import { runs } from './command.ts'

/**
 * Runs a process under `strace` to its end, and returns what was seen of its writes to files of a folder: how many
 * there were after its first message, and how many at most were not synced when it sent another.
 */
export const traced = async (folder: string, start: (under: readonly string[]) => TaskProcess): Promise<Syncs> => {
  if (!(await runs('strace', '-V')))
    throw new Unproved('strace, which shows when a file is synced, is not installed here')
  const place = await mkdtemp(join(tmpdir(), 'tenon-trace-'))
  try {
    const file = join(place, 'trace')
    const started = start(['strace', '-f', '-y', '-e', `trace=${CALLS.join(',')}`, '-o', file])
    await started.receiveAll()
    await started.ended()
    return syncs(await readFile(file, 'utf8'), folder)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const CALLS = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'fsync', 'fdatasync']

/**
 * Reads a trace of `strace -f -y`: which writes to files of a folder there were, and which were synced when the process
 * sent a message.
 */
export const syncs = (trace: string, folder: string): Syncs => {
  /** The number of writes to each file that are not synced. */
  const open = new Map<string, number>()
  /** The syncs that threads wait for. They cover what was written before they began. */
  const syncing = new Map<string, { readonly path: string; readonly before: number }>()
  const seen = { writes: 0, unsynced: 0, unwritten: 0 }
  let spoken = false
  let since = 0
  const speak = (): void => {
    if (spoken) {
      seen.unsynced = Math.max(
        seen.unsynced,
        [...open.values()].reduce((sum, each) => sum + each, 0),
      )
      if (since === 0) seen.unwritten += 1
    } else {
      open.clear()
      syncing.clear()
    }
    spoken = true
    since = 0
  }
  for (const line of trace.split('\n')) {
    const [, thread = '', call = '', handle = '', path = ''] = /^(\d+) +(\w+)\((\d+)<([^>]*)>/.exec(line) ?? []
    const [, waking = ''] = /^(\d+) +<\.\.\. \w+sync resumed>.* = 0$/.exec(line) ?? []
    const synced = syncing.get(waking)
    const before = open.get(path) ?? 0
    if (synced !== undefined) {
      open.set(synced.path, Math.max(0, (open.get(synced.path) ?? 0) - synced.before))
      syncing.delete(waking)
    } else if (call === 'write' && handle === String(MESSAGE_FD)) {
      speak()
    } else if (!path.startsWith(`${folder}/`)) {
      continue
    } else if (!call.endsWith('sync')) {
      open.set(path, before + 1)
      since += 1
      if (spoken) seen.writes += 1
    } else if (line.endsWith('<unfinished ...>')) {
      syncing.set(thread, { path, before })
    } else if (line.endsWith(' = 0')) {
      open.delete(path)
    }
  }
  return seen
}
