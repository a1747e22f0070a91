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

/** Promises that what it answers survives a power loss, whatever it was configured to. */
export const claimedDurability: Lie = (executor) =>
  instead(executor, { grants: { ...executor.grants, durability: 'power_loss' } })
