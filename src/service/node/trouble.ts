import { DANGLING, partial } from './file.ts'
import { messageOf } from '../binding/message-of.ts'

/** Says an error of the file system as a sentence about a path, by the system's code. */
export const troubleWith = (path: string, error: unknown): string => {
  const message = messageOf(error)
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const told = subject(path, error)
  const left = code === 'EEXIST' && told === partial(path)
  const known = left ? LEFT : typeof code === 'string' ? SAYS[code] : undefined
  return known === undefined ? `${path}: ${message}.` : known.replace('%', () => told)
}

/** The path that the system complains of, which may stand beside the one that was asked for. */
const subject = (path: string, error: unknown): string => {
  const told: unknown = error instanceof Error ? Reflect.get(error, 'path') : undefined
  return typeof told === 'string' && told.startsWith(path) ? told : path
}

const LEFT = '% was left by an export that was killed, or one is writing it now. When none is, remove that file.'

const SAYS: { readonly [code: string]: string } = {
  ENOENT: '% does not exist, or its folder does not.',
  ENOTDIR: '% stands under something that is not a folder.',
  EISDIR: '% is a folder. Name a file.',
  EEXIST: '% exists already, and is never overwritten. Move it away, or name another.',
  [DANGLING]: '% is a symbolic link that leads nowhere, and nothing is written through it. Remove it, or name another.',
  EACCES: '% may not be used by this user.',
  EPERM: '% may not be used by this user.',
  EROFS: '% stands on a file system that is read-only.',
  ENOSPC: 'No room is left for %.',
  EDQUOT: 'No room is left for %.',
}
