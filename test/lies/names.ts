import { instead, type Lie } from './lie.ts'

/** Normalises the types of events. */
export const names: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      const events = intent.events.map((event) => ({ ...event, type: event.type.normalize('NFC') }))
      return executor.execute({ ...intent, events }, attempt)
    },
  })
