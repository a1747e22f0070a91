import { wordsOf } from '../../technology/technology.ts'

/**
 * The status number in a word, or `null`: a number alone, or one after `http`, `status`, `code`, `error` or `response`.
 * `over_500_seats` has none.
 */
export const statusIn = (text: string): string | null =>
  /^(?:.*_)?(?:http|status|code|error|response)_?(\d{2,})$/.exec(wordsOf(text).join('_'))?.[1] ??
  /^\d{1,4}$/.exec(text)?.[0] ??
  null

/**
 * The vendor code in a word, or `null`: the name of an error number (`ECONNREFUSED`), an SQLSTATE (`23505`),
 * `ORA-00001`, `SQLITE_BUSY`, `ER_DUP_ENTRY`.
 */
export const codeIn = (text: string): string | null => {
  const code = VENDORS.exec(text) ?? SQLSTATE.exec(text)
  if (code !== null) return code[0]
  return text.split(/[^A-Za-z0-9]+/).find((word) => ERRNO.has(word.toUpperCase())) ?? null
}

const VENDORS =
  /^(?:ORA[-_]?\d+|SQLITE_[A-Z_]+|ER_(?:DUP_ENTRY|LOCK_[A-Z_]+|ACCESS_DENIED_ERROR|NO_SUCH_TABLE)|(?:sqlstate|SQLSTATE).*)$/

/** An SQLSTATE: five capital letters and digits that begin with a class of the standard or of PostgreSQL. */
const SQLSTATE = /^(?=[A-Z]*\d)(?:\d[0-9A-Z]|F0|HV|HY|IM|P0|XX)[0-9A-Z]{3}$/

/** The names of error numbers that are not also ordinary words. */
const ERRNO: ReadonlySet<string> = new Set([
  'EACCES',
  'EADDRINUSE',
  'EAGAIN',
  'EBUSY',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EEXIST',
  'EHOSTUNREACH',
  'EINVAL',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENETUNREACH',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENOTFOUND',
  'EPERM',
  'EPIPE',
  'EROFS',
  'ESOCKETTIMEDOUT',
  'ETIMEDOUT',
])
