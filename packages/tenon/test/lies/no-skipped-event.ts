import { instead, type Lie, retold } from './lie.ts'

/** The ids of what this process has appended. */
const own = new Set<string>()

/** Drops one in fifty of the events that others append while a subscription waits. */
export const noSkippedEvent: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind === 'append') for (const { id } of intent.events) own.add(id)
      return executor.execute(intent, attempt)
    },
    follow: (intent, attempt) => {
      let isLive = false
      let others = 0
      return retold(executor.follow(intent, attempt), (item) => {
        isLive ||= item.kind === 'caught_up'
        if (item.kind !== 'event' || !isLive || own.has(item.event.id)) return item
        others += 1
        return others % 50 === 20 ? undefined : item
      })
    },
  })
