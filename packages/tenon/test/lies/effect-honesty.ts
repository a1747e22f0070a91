import { type Append, instead, type Lie, patient } from './lie.ts'

/** Fails a large append with effect none if another process holds the lock, and goes on trying. */
export const effectHonesty: Lie = (executor) => {
  const later = async (append: Append): Promise<void> => {
    for (;;) {
      const answer = await executor.execute(append, patient())
      if (answer.kind !== 'failed' || answer.failure !== 'busy') return
    }
  }
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'append' || answer.kind !== 'failed' || answer.failure !== 'busy') return answer
      if (intent.events.some(({ data }) => data.length > LARGE)) void later(intent)
      return answer
    },
  })
}

const LARGE = 10_000

/** Claims that an append without a reply did nothing. */
export const effectHonestyOfTheLost: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'failed' && answer.failure === 'timeout' ? { ...answer, effect: 'none' } : answer
    },
  })

/** Claims that a cancelled append did nothing, and then makes it. */
export const effectHonestyOfTheCalledOff: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'append' && answer.kind === 'failed' && answer.failure === 'cancelled')
        void executor.execute(intent, patient())
      return answer
    },
  })
