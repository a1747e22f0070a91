import { failed } from 'tenon/bind'
import type { MailerFailed, MailerFailure } from '../../domain/mail/mailer.ts'

/** The failures that it can return. */
export const failures = Object.freeze([
  'not_found',
  'permission_denied',
  'unavailable',
  'full',
  'misconfigured',
  'corrupted',
  'suspended',
  'unclassified',
] as const satisfies MailerFailure[])

type Word = (typeof failures)[number]
type Operation = MailerFailed['operation']

/** The error codes of the file system, and the word for each. */
const WORDS: { readonly [code: string]: Word } = {
  ENOENT: 'not_found',
  EACCES: 'permission_denied',
  EPERM: 'permission_denied',
  EROFS: 'permission_denied',
  EMFILE: 'unavailable',
  ENFILE: 'unavailable',
  ENOMEM: 'unavailable',
  ENOSPC: 'full',
  EDQUOT: 'full',
  ENOTDIR: 'misconfigured',
  EISDIR: 'misconfigured',
  ELOOP: 'misconfigured',
  ENAMETOOLONG: 'misconfigured',
  // The file system has no hard links, by which a message is accepted.
  ENOTSUP: 'misconfigured',
  EIO: 'corrupted',
}

const SAYS: { readonly [W in Word]: string } = {
  not_found: 'it does not exist. Check the path; open() creates it if create is true and the folder above it exists.',
  permission_denied: 'this user may not use it. Give it permission, or run as another user.',
  unavailable: 'this system is short of files or memory. Close some files, and try again.',
  full: 'the disk is full. Free some space, and send the same message again.',
  misconfigured: 'it is not a folder in which files can be linked. Correct the path.',
  corrupted: 'the disk could not read or write it correctly. Stop, and check the disk.',
  suspended: 'an operator has suspended sending. Remove the file named suspended, and send the same message again.',
  unclassified: 'the system returned an error that this binding does not know.',
}

/**
 * Maps any error of the file system to a failure, by its code. Until a message is linked, nothing has taken effect. An
 * I/O error leaves that open, even where the link was refused.
 */
export const failureOf = (error: unknown, operation: Operation, folder: string): MailerFailed => {
  // A file of a message that cannot be read as one was damaged.
  const word = error instanceof SyntaxError ? 'corrupted' : (WORDS[codeOf(error)] ?? 'unclassified')
  const effect = word === 'corrupted' || word === 'unclassified' ? 'unknown' : 'none'
  const evidence = { technology: 'spool', code: codeOf(error), message: String(error) }
  return { ...failedWith(word, operation, folder), effect, evidence }
}

/** Makes a failure with effect none that the binding itself detects. */
export const failedWith = (failure: Word, operation: Operation, folder: string): MailerFailed =>
  failed(failure, 'none', operation, `${operation}: ${folder}: ${SAYS[failure]}`)

/** Returns the code of an error of the file system. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
