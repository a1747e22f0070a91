import { MOST_BYTES } from './regular-file.ts'

/** Returns a sentence that says why something cannot be read. */
export const whyUnreadable = (what: 'file' | 'folder' | 'link' | 'path', error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const word = typeof code === 'string' ? code : String(error)
  return `The ${what} cannot be read: ${SAYS[word] ?? word}.`
}

const SAYS: { readonly [code: string]: string } = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'not permitted (EPERM)',
  ENOENT: 'it does not exist, or links to something that does not (ENOENT)',
  ELOOP: 'its links lead in a circle (ELOOP)',
  EISDIR: 'it is a folder (EISDIR)',
  ENAMETOOLONG: 'its path is too long for this system (ENAMETOOLONG)',
  NOT_REGULAR: 'it is a pipe or a device',
  TOO_LARGE: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`,
}

/** The message for a link that leads out of the project. */
export const OUTSIDE = 'It is a link that leads out of the project, so it is not followed.'
