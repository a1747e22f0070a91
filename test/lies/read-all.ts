import { instead, type Lie } from './lie.ts'

/** Forgets the types of a filter that has a prefix too. */
export const readAll: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'read_all' || intent.filter.streams === 'all') return executor.execute(intent, attempt)
      return executor.execute({ ...intent, filter: { ...intent.filter, types: 'all' } }, attempt)
    },
  })
