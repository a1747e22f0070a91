import { instead, type Lie } from './lie.ts'

/** Starts the listing from the beginning after a name that no stream has. */
export const streams: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'streams' || intent.after === null) return executor.execute(intent, attempt)
      const there = { kind: 'read', stream: intent.after, from: 'start', direction: 'forward', limit: 1 } as const
      const { kind } = await executor.execute(there, attempt)
      return executor.execute(kind === 'no_stream' ? { ...intent, after: null } : intent, attempt)
    },
  })
