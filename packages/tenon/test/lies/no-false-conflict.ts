import { headOf, instead, type Lie } from './lie.ts'

/** The ids of appends that failed with an unknown effect. */
const unknown = new Set<string>()

/** Takes an append that was stored without a reply for another one when it is made again. */
export const noFalseConflict: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'append') return answer
      const { stream, expectedRevision, events } = intent
      if (answer.kind === 'failed' && answer.effect === 'unknown') for (const { id } of events) unknown.add(id)
      if (answer.kind !== 'appended' || !answer.repeated) return answer
      const stated = expectedRevision === 'no_stream' || typeof expectedRevision === 'number'
      if (!stated || !events.some(({ id }) => unknown.has(id))) return answer
      const actual = await headOf(executor, stream)
      // Without the end of the stream there is no lie to tell.
      return actual < 0 ? answer : { kind: 'conflict', actual }
    },
  })
