import { MOST_BYTES } from './regular-file.ts'

/** Why something cannot be read, as a sentence. */
export const whyUnreadable = (what: 'file' | 'folder' | 'link' | 'path', error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const word = typeof code === 'string' ? code : String(error)
  return `The ${what} cannot be read: ${SAYS[word] ?? word}.`
}

const SAYS: { readonly [code: string]: string } = {
  EACCES: 'this user may not (EACCES)',
  EPERM: 'this user may not (EPERM)',
  ENOENT: 'it leads to nothing, or is gone (ENOENT)',
  ELOOP: 'its links lead in a circle (ELOOP)',
  EISDIR: 'it is a folder (EISDIR)',
  ENAMETOOLONG: 'its path is too long for this system (ENAMETOOLONG)',
  NOT_REGULAR: 'it is a pipe or a device',
  TOO_LARGE: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`,
}

/** What is said of a link that leads out of the project. */
export const OUTSIDE = 'It is a link that leads out of the project, so it is not followed.'
