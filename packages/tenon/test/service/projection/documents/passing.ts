import type { EventStore, KeyValue } from 'tenon'
import type { Pass } from '../laws/points.ts'

/** Returns a store of events that passes `read` with each page of the log. */
export const passingRead = (events: EventStore, pass: Pass): EventStore => ({
  ...events,
  read_all: async (fields, options) => {
    const outcome = await events.read_all(fields, options)
    await pass('read')
    return outcome
  },
})

/**
 * Returns a store of entries that passes the other points of a step: `applied` before each document, of which it puts one
 * after the other, and the rest around the put of the build's entry.
 */
export const passingWrites = (entries: KeyValue, pass: Pass): KeyValue => {
  let before: Promise<unknown> = Promise.resolve()
  return {
    ...entries,
    put: async (put, options) => {
      if (isDocument(put.key)) {
        const turn = before.then(async () => {
          await pass('applied')
          return entries.put(put, options)
        })
        before = turn
        return turn
      }
      if (!movesBuild(put)) return entries.put(put, options)
      await pass('before_commit')
      const answer = entries.put(put, options)
      await pass('in_commit')
      const outcome = await answer
      await pass('after_commit')
      return outcome
    },
  }
}

/** Returns whether a key is that of a document. */
export const isDocument = (key: string): boolean => /^projection\/\d+:.*\/documents\//.test(key)

/** Returns whether a put is that of the entry of a build that a step has moved. */
export const movesBuild = ({ key, value }: { readonly key: string; readonly value: unknown }): boolean =>
  /^projection\/\d+:.*\/builds\//.test(key) && Reflect.get(Object(value), 'step') !== null
