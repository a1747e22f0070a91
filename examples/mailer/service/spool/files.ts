import { randomUUID } from 'node:crypto'
import { access, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { check } from 'tenon'
import { Send } from '../../domain/mail/message.ts'
import { codeOf } from './failure.ts'

/** Returns the path of a message. It stays there for ever, so that its token is never accepted again. */
export const fileOf = (folder: string, token: string): string => join(folder, `${token}.json`)

/** Reads a message. Returns `undefined` if there is none, and throws a `SyntaxError` if the file is damaged. */
export const readMessage = async (path: string): Promise<Send | undefined> => {
  if (!(await exists(path))) {
    // Rejects if the folder is missing too, which is a failure.
    await stat(dirname(path))
    return undefined
  }
  const read = check(Send, JSON.parse(await readFile(path, 'utf8')))
  if (!read.fits) throw new SyntaxError(`${path}: ${read.says}`)
  return read.value
}

/**
 * Puts a message into its file, whole or not at all. Returns `false` if there is a file already. The message is written
 * under another name and synced, and then linked, as in a Maildir (https://cr.yp.to/proto/maildir.html). A process that
 * is killed leaves a file `.….part` at most, which nothing reads.
 */
export const putMessage = async (path: string, { token, to, subject, text }: Send): Promise<boolean> => {
  const part = partIn(dirname(path))
  try {
    await writeSynced(part, JSON.stringify({ token, to, subject, text }))
    await link(part, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    // The message is linked or not, whether or not this works.
    await rm(part, { force: true }).catch(() => undefined)
  }
}

/** Rejects unless files can be written and linked in a folder. */
export const tryFolder = async (folder: string): Promise<void> => {
  const [part, other] = [partIn(folder), partIn(folder)]
  try {
    await writeSynced(part, '')
    await link(part, other)
  } finally {
    await Promise.all([part, other].map((path) => rm(path, { force: true }))).catch(() => undefined)
  }
}

/** Creates a folder if it is missing, and makes it durable. */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const above = await open(dirname(folder), 'r')
  await above.sync().finally(() => above.close())
}

/** Returns whether a file exists. */
export const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

const partIn = (folder: string): string => join(folder, `.${randomUUID()}.part`)

const writeSynced = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}
