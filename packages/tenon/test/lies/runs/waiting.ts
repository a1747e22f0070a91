import { executing, type Lie, retold } from './lie.ts'

/** Takes a run to be behind unless it is at the head of the log, whatever its filter is. */
export const waiting: Lie = (executor) =>
  executing(executor, async (intent, attempt) => {
    const outcome = await executor.execute(intent, attempt)
    return retold(outcome, (run) => ({ ...run, waitingMs: run.position === run.head ? null : (run.waitingMs ?? 0) }))
  })

/** Shows the age of the last event instead of that of the oldest: it forgets the age when the head has moved. */
export const waitingOfTheLast: Lie = (executor) => {
  const heads = new Map<string, number | 'start'>()
  return executing(executor, async (intent, attempt) => {
    const outcome = await executor.execute(intent, attempt)
    return retold(outcome, (run) => {
      const moved = heads.get(run.name) !== run.head
      heads.set(run.name, run.head)
      return moved && run.waitingMs !== null ? { ...run, waitingMs: 0 } : run
    })
  })
}
