import { executing, type Lie, retold } from './lie.ts'

/** Shows a run as paused and lets its runner go on. */
export const pause: Lie = (executor) => {
  const paused = new Set<string>()
  return executing(executor, async (intent, attempt) => {
    if (intent.kind === 'resume' || intent.kind === 'drop') paused.delete(intent.run)
    if (intent.kind !== 'pause')
      return retold(await executor.execute(intent, attempt), (run) => ({
        ...run,
        paused: run.paused || paused.has(run.name),
      }))
    const found = await executor.execute({ kind: 'show', run: intent.run }, attempt)
    if (found.kind !== 'run') return executor.execute(intent, attempt)
    paused.add(intent.run)
    return { kind: 'paused' }
  })
}
