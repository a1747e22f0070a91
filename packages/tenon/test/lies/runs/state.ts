import { executing, type Lie, retold } from './lie.ts'

/** Shows no event that was passed over. */
export const state: Lie = (executor) =>
  executing(executor, async (intent, attempt) => {
    const outcome = await executor.execute(intent, attempt)
    return retold(outcome, (run) => ({ ...run, passed: { unreadable: 0, unknownType: 0 } }))
  })
