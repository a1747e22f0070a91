import { DANGLING, partial } from './file.ts'

/** Returns an error of the file system as a sentence about a path, chosen by the system's code. */
export const troubleWith = (path: string, error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const named = subject(path, error)
  const left = code === 'EEXIST' && named === partial(path)
  const known = left ? LEFT : typeof code === 'string' ? SAYS[code] : undefined
  return known === undefined ? `${path}: ${message}.` : known.replace('%', () => named)
}

/** Returns the path that the error is about, which may be the partial file of the requested path. */
const subject = (path: string, error: unknown): string => {
  const named: unknown = error instanceof Error ? Reflect.get(error, 'path') : undefined
  return typeof named === 'string' && named.startsWith(path) ? named : path
}

const LEFT =
  '% was left by a command that was killed, or a command is writing it now. If no command is, remove that file.'

const SAYS: { readonly [code: string]: string } = {
  ENOENT: '% does not exist, or its folder does not.',
  ENOTDIR: '% is inside something that is not a folder.',
  EISDIR: '% is a folder. Name a file.',
  EEXIST: '% exists already, and is never overwritten. Move it away, or name another file.',
  [DANGLING]: '% is a symbolic link to nothing, and nothing is written through it. Remove it, or name another file.',
  EACCES: 'This user has no permission to use %.',
  EPERM: 'This user has no permission to use %.',
  EROFS: '% is on a read-only file system.',
  ENOSPC: 'There is no space left for %.',
  EDQUOT: 'There is no space left for %.',
}
