import { instead, type Lie } from './lie.ts'

/** When several append at once, reports the revision of a conflict as it was one append before this one began. */
export const linearisability: Lie = (executor) => {
  let [begun, inFlight] = [0, 0]
  /** The revisions of each stream since an append was last alone. */
  const heads = new Map<string, readonly number[]>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      const [stale] = (heads.get(intent.stream) ?? []).slice(-2, -1)
      inFlight += 1
      begun += 1
      const [many, turn] = [inFlight, begun]
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      if (many === 1 && turn === begun) {
        heads.clear()
        return answer
      }
      if (answer.kind === 'appended' && !answer.repeated)
        heads.set(intent.stream, [...(heads.get(intent.stream) ?? []), answer.revision])
      if (answer.kind !== 'conflict' || stale === undefined || stale === intent.expectedRevision) return answer
      return { kind: 'conflict', actual: stale }
    },
  })
}

/** Stores one in ten of the appends that lost a race, as if they had come first. */
export const linearisabilityOfTheOvertaken: Lie = (executor) => {
  let overtaken = 0
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'append' || answer.kind !== 'conflict' || answer.actual === 'no_stream') return answer
      if (typeof intent.expectedRevision !== 'number' || intent.expectedRevision > answer.actual) return answer
      overtaken += 1
      return overtaken % 10 === 0 ? executor.execute({ ...intent, expectedRevision: 'any' }, attempt) : answer
    },
  })
}
