import { type Append, instead, type Lie, patient } from './lie.ts'

/** Says of a large append that it failed with effect none when another holds the lock, and goes on trying. */
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

/** Says of an append without a reply that it did nothing. */
export const effectHonestyOfTheLost: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'failed' && answer.failure === 'timeout' ? { ...answer, effect: 'none' } : answer
    },
  })

/** Says of an append that was called off that it did nothing, and makes it then. */
export const effectHonestyOfTheCalledOff: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'append' && answer.kind === 'failed' && answer.failure === 'cancelled')
        void executor.execute(intent, patient())
      return answer
    },
  })
