import type { KeyValueOutcome } from 'tenon'
import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** How many times in a row a key is put and got before a get is stale. */
const WARM = 30

/** Answers a get from what was read before, once a key was put and got many times in turn. */
export const readsLatest: Lie = (executor) => {
  let [inFlight, turns] = [0, 0]
  let written: string | undefined
  let read: KeyValueOutcome | undefined
  return instead(executor, {
    execute: async (intent, attempt) => {
      inFlight += 1
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      if (inFlight > 0 || (intent.kind !== 'put' && intent.kind !== 'get')) return answer
      if (intent.kind === 'put') {
        written = answer.kind === 'put' ? intent.key : undefined
        return answer
      }
      const inTurn = written === intent.key
      written = undefined
      turns = inTurn ? turns + 1 : 0
      const before = read
      read = answer
      return turns > WARM && before !== undefined ? before : answer
    },
  })
}
