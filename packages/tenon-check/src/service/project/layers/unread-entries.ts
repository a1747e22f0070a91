import type { Reading } from '../../../domain/project/reading.ts'
import type { Layers } from './layers.ts'
import { type Entry } from '../files/tree.ts'
import { holdsCode } from '../files/paths.ts'
import { OUTSIDE } from '../files/unreadable.ts'

/**
 * Returns the listed entries that could not be read, and the files of the domain and the service that contain code in
 * a form that the checker does not read.
 */
export const unreadEntries = (entries: readonly Entry[], layers: Layers): Reading['unread'] =>
  entries.flatMap((entry) => {
    const { kind, path } = entry
    const whole = { path, lineStarts: [0], start: 0, end: 0 }
    if (kind === 'unread') return [{ ...whole, says: entry.says, fix: entry.says === OUTSIDE ? COPY : READABLE }]
    return kind === 'file' && isForeign(path, layers) ? [{ ...whole, says: FOREIGN, fix: MOVE }] : []
  })

const isForeign = (path: string, layers: Layers): boolean => {
  if (!holdsCode(path) || layers.ignores(path)) return false
  const layer = layers.of(path)
  return layer === 'domain' || layer === 'service'
}

const READABLE = 'Make it readable, remove it, or list it under "ignored".'
const COPY = 'Replace it with a copy, remove it, or list it under "ignored".'
const FOREIGN = 'It contains code that the checker does not read.'
const MOVE = 'Move the logic to a .ts file, or list it under "ignored".'
