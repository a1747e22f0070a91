import { Broken } from '../../expect.ts'
import { oneOf, type Random, randomFrom } from '../../given/random.ts'
import type { KeyValueTaskContext } from '../case.ts'
import { putOf, removalOf } from '../given/entries.ts'
import type { Call, Held } from './history.ts'

/** How large a race is. */
export interface Race {
  /** The keys of the race begin with it. */
  readonly name: string
  readonly keys: number
  /** How many calls are made at the same time. */
  readonly lanes: number
  /** How many calls each lane makes, one after the other. */
  readonly turns: number
}

/** Runs the part of a race that is made through one store. Returns every call that was made. */
export const runRace = async (context: KeyValueTaskContext, race: Race): Promise<readonly Call[]> => {
  const lanes = Array.from({ length: race.lanes }, () => runLane(context, race, randomFrom(context.id())))
  return (await Promise.all(lanes)).flat()
}

const runLane = async (context: KeyValueTaskContext, race: Race, random: Random): Promise<readonly Call[]> => {
  const calls: Call[] = []
  const known = new Map<string, Held>()
  for (let turn = 0; turn < race.turns; turn += 1) {
    const key = `${race.name}-${random(race.keys)}`
    const held = known.get(key) ?? 'absent'
    const start = context.now()
    const did = await act(context, key, held, oneOf(random, ['put', 'put', 'put', 'remove', 'get']))
    if (did === 'unknown') continue
    calls.push({ key, start, end: context.now(), did })
    known.set(key, did.kind === 'saw' ? did.held : did.kind === 'put' ? did.revision : 'absent')
  }
  return calls
}

/** Makes a call that expects what the lane last knew. A write whose outcome is unknown is made again until it is known. */
const act = async (
  context: KeyValueTaskContext,
  key: string,
  held: Held,
  what: 'put' | 'remove' | 'get',
): Promise<Call['did'] | 'unknown'> => {
  const { store } = context
  if (what === 'get') {
    const outcome = await store.get({ key })
    if (outcome.kind === 'failed') return 'unknown'
    return { kind: 'saw', held: outcome.kind === 'value' ? outcome.revision : 'absent', refused: null }
  }
  const expected = what === 'remove' && held === 'absent' ? 'any' : held
  const put = { ...putOf(context, key), expected: held }
  const removal = removalOf(context, key, expected === 'absent' ? 'any' : expected)
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = what === 'put' ? await store.put(put) : await store.remove(removal)
    switch (outcome.kind) {
      case 'put':
      case 'removed':
        return { kind: outcome.kind, expected, revision: outcome.revision }
      case 'conflict':
        return { kind: 'saw', held: outcome.actual, refused: expected }
      case 'absent':
        return { kind: 'saw', held: 'absent', refused: expected }
      case 'failed':
        if (outcome.failure === 'forgotten') return 'unknown'
        break
      default:
        outcome satisfies never
    }
  }
  throw new Broken(`a ${what} of ${key} failed ${TRIES} times`)
}

const TRIES = 20
