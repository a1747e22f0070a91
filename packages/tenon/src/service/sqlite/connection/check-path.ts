import { accessSync, constants, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { IfAbsent } from '../../binding/executor.ts'
import { failureOf, found, type SqliteFailed } from '../failure.ts'
import type { FileSettings } from './file-settings.ts'

/** The size of the header of a database. SQLite itself takes a file of one byte for an empty database. */
const HEADER_BYTES = 100

/** Checks the path before SQLite opens it, because SQLite's own error would only be that it could not open the file. */
export const checkPath = (
  settings: Pick<FileSettings, 'path' | 'create' | 'access'>,
  ifAbsent: IfAbsent,
  ifAbsentSay: string,
): SqliteFailed | undefined => {
  const { path, access } = settings
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    const folder = dirname(stats === undefined ? path : realpathSync(path))
    const refusal =
      stats === undefined ? checkAbsent(settings, folder, ifAbsent, ifAbsentSay) : checkPresent(path, stats, access)
    if (refusal !== undefined) return refusal
    // SQLite keeps its log beside the file.
    if (access === 'read_write') accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return failureOf(error, 'open', path, 'none')
  }
}

const checkAbsent = (
  { path, create, access }: Pick<FileSettings, 'path' | 'create' | 'access'>,
  folder: string,
  ifAbsent: IfAbsent,
  ifAbsentSay: string,
): SqliteFailed | undefined => {
  if (!create || access === 'read_only') {
    const change = access === 'read_only' ? "create: true, access: 'read_write'" : 'create: true'
    const says = `${path} does not exist. Correct the path, or let Tenon make the file: ${change}.`
    return found('not_found', 'open', says)
  }
  if (ifAbsent === 'fail') return found('not_found', 'open', `${path} does not exist. ${ifAbsentSay}`)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return found('not_found', 'open', `the folder ${folder} does not exist. Make it, or correct the path.`)
  return undefined
}

const checkPresent = (path: string, stats: Stats, access: FileSettings['access']): SqliteFailed | undefined => {
  if (!stats.isFile())
    return found(
      'misconfigured',
      'open',
      `${path} is ${stats.isDirectory() ? 'a folder' : 'not a regular file'}. Name a file.`,
    )
  if (stats.size > 0 && stats.size < HEADER_BYTES)
    return found(
      'misconfigured',
      'open',
      `${path} is not a database of Tenon. Correct the path; the file was not changed.`,
    )
  accessSync(path, access === 'read_write' ? constants.R_OK | constants.W_OK : constants.R_OK)
  return undefined
}
