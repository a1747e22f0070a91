import process from 'node:process'
import { linesOf } from '../../../domain/data/message-of.ts'

/**
 * Imports a foreign module by its URL. Rejects with what the module throws; or with a `LoadError` if it waits for
 * something that never comes, takes too long, or leaves an error uncaught. Uncaught errors are caught only while the
 * module is being imported.
 */
export const importWithin = (url: string, mostMs: number): Promise<object> => {
  const given = Promise.withResolvers<object>()
  const never = (): void => given.reject(new LoadError('It waits (await) for something that never comes.'))
  const caught = (error: unknown): void => given.reject(new LoadError(`It leaves an error uncaught: ${linesOf(error)}`))
  const late = (): void => given.reject(new LoadError(`It was not loaded within ${mostMs / 1_000} s.`))
  // The timer does not keep the process alive: a module that waits for nothing is noticed at once.
  const timer = setTimeout(late, mostMs).unref()
  process.once('beforeExit', never).once('uncaughtException', caught)
  import(url).then(given.resolve, given.reject)
  return given.promise.finally(() => {
    clearTimeout(timer)
    process.off('beforeExit', never).off('uncaughtException', caught)
  })
}

/** Why a module could not be loaded, as sentences. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
}
