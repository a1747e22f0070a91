import type { Runs, RunsCapability } from '../../runs/store.ts'
import type { TaskContext } from '../context.ts'
import type { Happened, Subject } from '../specification.ts'
import type { UseBeside } from './given/beside.ts'
import { begun, LIVE } from './given/runs.ts'

/** The writes from which the kit derives cases. Each is of a build of its own, which begins beside the live one. */
export const subjects = (beside: UseBeside): readonly Subject<RunsCapability>[] => {
  const begin = (context: TaskContext<RunsCapability>, build: number, paused: boolean): Promise<{ run: string }> =>
    beside(context.place, async ({ first }) => {
      const number = LIVE.number + 1 + build
      const [, run = ''] = await begun(first, LIVE.number, number)
      if (paused) await first.pause({ version: LIVE.version, number }, true)
      return { run }
    })
  return Object.freeze([
    {
      operation: 'pause',
      fields: (context, number) => begin(context, number, false),
      done: ({ kind }) => kind === 'paused',
      happened: (store, { run }) => is('paused', store, run),
    },
    {
      operation: 'resume',
      fields: (context, number) => begin(context, number, true),
      done: ({ kind }) => kind === 'resumed',
      happened: (store, { run }) => is('running', store, run),
    },
    {
      operation: 'drop',
      fields: (context, number) => begin(context, number, false),
      // A run that was dropped is absent for a drop that is made again.
      done: ({ kind }) => kind === 'dropped' || kind === 'absent',
      happened: (store, { run }) => is('absent', store, run),
    },
  ] satisfies Subject<RunsCapability>[])
}

const is = async (wanted: 'paused' | 'running' | 'absent', store: Runs, run: string): Promise<Happened> => {
  const answer = await store.show({ run })
  if (answer.kind === 'failed') return 'cannot_tell'
  const found = answer.kind === 'absent' ? 'absent' : answer.run.paused ? 'paused' : 'running'
  return found === wanted ? 1 : 0
}
