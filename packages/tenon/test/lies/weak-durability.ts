import type { RecordedEvent } from 'tenon'
import { instead, type Lie, patient } from './lie.ts'

/** Stores a batch of three as two and one. */
export const tornDurability: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const isTorn = intent.kind === 'append' && intent.expectedRevision === 'any' && intent.events.length === 3
      if (!isTorn) return executor.execute(intent, attempt)
      const first = await executor.execute({ ...intent, events: intent.events.slice(0, 2) }, attempt)
      if (first.kind !== 'appended' || first.repeated) return first
      return executor.execute({ ...intent, events: intent.events.slice(2) }, patient())
    },
  })

/** Promises that acknowledged events survive a power loss, whatever its config says. */
export const claimedDurability: Lie = (executor) =>
  instead(executor, { grants: { ...executor.grants, durability: 'power_loss' } })

/** Removes its oldest events when it is full, as NATS servers before 2.10 do. */
export const durabilityUntilFull: Lie = (executor) => {
  let full = false
  const removed = ({ position }: RecordedEvent): boolean => full && position <= 2
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (answer.kind === 'failed' && answer.failure === 'full') full = true
      if (answer.kind !== 'page' || !('events' in answer)) return answer
      return { ...answer, events: answer.events.filter((event) => !removed(event)) }
    },
  })
}
