import { executing, type Lie, retold } from './lie.ts'

/** Hides a run that is to be dropped, and keeps its build. */
export const drop: Lie = (executor) => {
  const hidden = new Set<string>()
  return executing(executor, async (intent, attempt) => {
    if ('run' in intent && hidden.has(intent.run)) return { kind: 'absent' }
    if (intent.kind !== 'drop')
      return retold(await executor.execute(intent, attempt), (run) => (hidden.has(run.name) ? undefined : run))
    const found = await executor.execute({ kind: 'show', run: intent.run }, attempt)
    if (found.kind !== 'run' || found.run.live) return executor.execute(intent, attempt)
    hidden.add(intent.run)
    return { kind: 'dropped' }
  })
}
