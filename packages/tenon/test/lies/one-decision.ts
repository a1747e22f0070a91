import { instead, type Lie } from './lie.ts'

/** Stores what was decided about a state that has changed since, as if nothing had come in between. */
export const oneDecision: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'append' || answer.kind !== 'conflict' || !intent.events.every(isDecided)) return answer
      return executor.execute({ ...intent, expectedRevision: 'any' }, attempt)
    },
  })

/** Forgets every fifth append of what was decided, and says that it is stored. */
export const oneDecisionForgotten: Lie = (executor) => {
  let [appends, position] = [0, 0]
  return instead(executor, {
    execute: async (intent, attempt) => {
      const { kind } = intent
      if (kind !== 'append' || !intent.events.every(isDecided) || typeof intent.expectedRevision !== 'number')
        return executor.execute(intent, attempt)
      appends += 1
      if (appends % 5 === 0)
        return {
          kind: 'appended',
          revision: intent.expectedRevision + intent.events.length,
          position: position + 1,
          repeated: false,
        }
      const answer = await executor.execute(intent, attempt)
      if (answer.kind === 'appended') position = answer.position
      return answer
    },
  })
}

/** Returns whether the id of an event was derived from a command: it is a UUIDv8. */
const isDecided = ({ id }: { readonly id: string }): boolean => id.charAt(14) === '8'
