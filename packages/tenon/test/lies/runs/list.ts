import { executing, type Lie } from './lie.ts'

/** Lists runs in the order of the UTF-16 code units of their names. */
export const list: Lie = (executor) =>
  executing(executor, async (intent, attempt) => {
    const outcome = await executor.execute(intent, attempt)
    if (outcome.kind !== 'page') return outcome
    return { ...outcome, runs: outcome.runs.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
  })
