import type { KeyValue, Put } from 'tenon'

/** What a put returns. */
type PutOutcome = Awaited<ReturnType<KeyValue['put']>>

/** What becomes of a put: `make` makes it, or another one in its place. `n` counts the puts from 1. */
type AtPut = (put: Put, n: number, make: (put: Put) => Promise<PutOutcome>) => Promise<PutOutcome>

/** Returns a store of entries of which a test decides what becomes of each put. */
export const withPuts = (entries: KeyValue, at: AtPut): KeyValue => {
  let puts = 0
  return {
    ...entries,
    put: (put, options) => {
      puts += 1
      return at(put, puts, (made) => entries.put(made, options))
    },
  }
}

/** The failure of a put whose answer does not come. */
const LOST: PutOutcome = {
  kind: 'failed',
  failure: 'timeout',
  effect: 'unknown',
  operation: 'put',
  says: 'put: no answer came.',
  retryAfterMs: null,
  evidence: null,
}

/** Loses the answer of one put. */
export const losesAnswer = (entries: KeyValue, nth: number): KeyValue =>
  withPuts(entries, async (put, n, make) => {
    const outcome = await make(put)
    return n === nth ? LOST : outcome
  })

/** Delays one put until `deliver` is called. Its caller has given up by then. */
export const delays = (entries: KeyValue, nth: number): { readonly store: KeyValue; deliver(): Promise<void> } => {
  const late: (() => Promise<unknown>)[] = []
  const store = withPuts(entries, async (put, n, make) => {
    if (n !== nth) return make(put)
    late.push(() => make(put))
    return LOST
  })
  return {
    store,
    deliver: async () => {
      for (const send of late.splice(0)) await send()
    },
  }
}

/** Holds one put back until it is let go. `held` resolves when it is held. */
export const holds = (
  entries: KeyValue,
  nth: number,
): { readonly store: KeyValue; readonly held: Promise<void>; letGo(): void } => {
  const held = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const store = withPuts(entries, async (put, n, make) => {
    if (n === nth) {
      held.resolve()
      await go.promise
    }
    return make(put)
  })
  return { store, held: held.promise, letGo: go.resolve }
}
