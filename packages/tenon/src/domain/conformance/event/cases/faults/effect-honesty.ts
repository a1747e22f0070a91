import type { Append } from '../../../../event/intent.ts'
import { same, text } from '../../../expect.ts'
import { eventCases, holdsAs } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { batch, event } from '../../given/events.ts'
import { recover, timesStored, type Tried } from '../../under-fault.ts'

/** The cases of the law `effect_honesty` that need no fault, only a caller that gives up. */
export const effectHonesty = eventCases('effect_honesty', [
  {
    name: 'called_off_at_any_moment',
    says: 'An append that is cancelled at any moment is stored whole or not at all, as its outcome says.',
    run: async (context) => {
      const tried = await impatient(context, async (append, turn) => {
        const stop = new AbortController()
        const outcome = context.store.append(append, { signal: stop.signal, deadlineMs: null })
        for (let i = 0; i < turn % 4; i += 1) await context.store.streams({ prefix: 'nothing', after: null, limit: 1 })
        stop.abort()
        return outcome
      })
      await honest(context, tried)
    },
  },
  {
    name: 'deadline_at_any_moment',
    says: 'An append whose deadline passes at any moment is stored whole or not at all, as its outcome says.',
    run: async (context) => {
      const tried = await impatient(context, (append, turn) =>
        context.store.append(append, { signal: null, deadlineMs: turn % 8 }),
      )
      await honest(context, tried)
    },
  },
])

/** Makes appends in waves, each append to a stream of its own. */
const impatient = async (
  context: EventContext,
  make: (append: Append, turn: number) => Promise<Tried['outcome']>,
): Promise<readonly Tried[]> => {
  const tried: Tried[] = []
  for (let wave = 0; wave < context.rounds(3, 12); wave += 1) {
    const made = Array.from({ length: WAVE }, async (_, turn) => {
      const events = Array.from({ length: Math.min(batch(context), 1 + (turn % 3)) }, () => event(context))
      const append: Append = { stream: `a-${wave}-${turn}`, expectedRevision: 'no_stream', events }
      return { append, outcome: await make(append, turn) }
    })
    tried.push(...(await Promise.all(made)))
  }
  return tried
}

const WAVE = 24

const honest = async (context: EventContext, tried: readonly Tried[]): Promise<void> => {
  await recover(context)
  for (const { append, outcome } of tried) {
    const times = await timesStored(context.store, append)
    holdsAs(
      outcome.kind !== 'conflict',
      `an append to a stream of its own returned ${text(outcome)}`,
      'no_false_conflict',
    )
    if (outcome.kind === 'failed' && outcome.effect === 'unknown' && times === 1) continue
    same(times, outcome.kind === 'appended' ? 1 : 0, `how often the append that returned ${text(outcome)} is stored`)
  }
}
