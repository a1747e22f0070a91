import { headOf, instead, type Lie } from './lie.ts'

/** Recognises a batch only as a whole: the first events of one, made again, are a conflict. */
export const repeat: Lie = (executor) => {
  /** The places, as `revision of stream`, after which more of the same batch follows. */
  const inside = new Set<string>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'append' || answer.kind !== 'appended') return answer
      const { stream, events, expectedRevision } = intent
      if (!answer.repeated) {
        for (let left = 1; left < events.length; left += 1) inside.add(`${answer.revision - left} of ${stream}`)
        return answer
      }
      const known = expectedRevision === 'any' || expectedRevision === 'stream_exists'
      if (known || !inside.has(`${answer.revision} of ${stream}`)) return answer
      const actual = await headOf(executor, stream)
      // Without the end of the stream there is no lie to tell.
      return actual < 0 ? answer : { kind: 'conflict', actual }
    },
  })
}
