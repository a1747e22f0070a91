import { instead, type Lie } from './lie.ts'

/** Loses the key `__proto__`. */
export const payloads: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      const events = intent.events.map((event) => ({ ...event, data: without(event.data) }))
      return executor.execute({ ...intent, events }, attempt)
    },
  })

const without = (json: string): string =>
  json.includes('"__proto__":')
    ? JSON.stringify(JSON.parse(json, (key, value: unknown) => (key === '__proto__' ? undefined : value)))
    : json
