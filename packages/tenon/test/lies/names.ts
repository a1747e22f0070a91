import { instead, type Lie, retold } from './lie.ts'

/** Normalises the types of events. */
export const names: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      const events = intent.events.map((event) => ({ ...event, type: event.type.normalize('NFC') }))
      return executor.execute({ ...intent, events }, attempt)
    },
  })

/** Ignores case when it filters types for subscribers. */
export const foldedNames: Lie = (executor) =>
  instead(executor, {
    follow: (intent, attempt) => {
      const { types } = intent.filter
      if (types === 'all') return executor.follow(intent, attempt)
      const wanted = new Set(types.map((type) => type.toLowerCase()))
      const all = executor.follow({ ...intent, filter: { ...intent.filter, types: 'all' } }, attempt)
      return retold(all, (item) =>
        item.kind !== 'event' || wanted.has(item.event.type.toLowerCase()) ? item : undefined,
      )
    },
  })
