import process from 'node:process'
import { messageOf } from '../../binding/defect.ts'

/**
 * Loads a module that somebody else wrote, by its address. Rejects with what it throws, and with an `Unloaded` where it waits for what never
 * comes, is not loaded within a time, or leaves an error uncaught. Its own errors are caught only for as long as it is loaded.
 */
export const importWithin = (url: string, mostMs: number): Promise<object> => {
  const given = Promise.withResolvers<object>()
  const never = (): void => given.reject(new Unloaded('It waits (await) for something that never comes.'))
  const caught = (error: unknown): void =>
    given.reject(new Unloaded(`It leaves an error uncaught: ${messageOf(error)}`))
  const late = (): void => given.reject(new Unloaded(`It was not loaded within ${mostMs / 1_000} s.`))
  // It does not keep the process alive: what waits for nothing is found out at once.
  const timer = setTimeout(late, mostMs).unref()
  process.once('beforeExit', never).once('uncaughtException', caught)
  import(url).then(given.resolve, given.reject)
  return given.promise.finally(() => {
    clearTimeout(timer)
    process.off('beforeExit', never).off('uncaughtException', caught)
  })
}

/** Why a module did not come to its end, as sentences. */
export class Unloaded extends Error {
  override readonly name = 'Unloaded'
}
