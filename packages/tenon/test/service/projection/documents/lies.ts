import type { KeyValue } from 'tenon'
import type { ReadModel } from 'tenon/run'
import { withPuts } from './disturbed.ts'
import { isDocument, movesBuild } from './passing.ts'

/** A lie: documents that do not know which events they have taken. */
export const withoutAt = (entries: KeyValue): KeyValue => ({
  ...entries,
  get: async (get, options) => {
    const outcome = await entries.get(get, options)
    return outcome.kind === 'value' && isDocument(get.key)
      ? { ...outcome, value: { at: 1, document: Reflect.get(Object(outcome.value), 'document') } }
      : outcome
  },
})

/** A lie: the checkpoint is moved before the documents are put, which are put when the next step begins. */
export const checkpointFirst = (entries: KeyValue): KeyValue => {
  const late: (() => Promise<unknown>)[] = []
  const store = withPuts(entries, async (put, _n, make) => {
    if (!isDocument(put.key)) return make(put)
    late.push(() => make(put))
    return { kind: 'put', revision: 1, repeated: false }
  })
  return {
    ...store,
    get: async (get, options) => {
      if (get.key.includes('/builds/')) for (const send of late.splice(0)) await send()
      return entries.get(get, options)
    },
  }
}

/** A lie: a document is put whatever revision it has. */
export const withoutExpectation = (entries: KeyValue): KeyValue =>
  withPuts(entries, (put, _n, make) => make(isDocument(put.key) ? { ...put, expected: 'any' } : put))

/** A lie: the checkpoint is moved whatever the entry of the build is. */
export const withoutFence = (entries: KeyValue): KeyValue =>
  withPuts(entries, (put, _n, make) => make(movesBuild(put) ? { ...put, expected: 'any' } : put))

/** A lie: what a runner has put into a dropped build stays. */
export const withoutCleaning = (entries: KeyValue): KeyValue => ({
  ...entries,
  remove: () => Promise.resolve({ kind: 'absent' }),
})

/** A lie: each step is taken for the one with the last page. */
export const swapsEarly = (model: ReadModel): ReadModel => ({
  projection: model.projection,
  open: () => model.open(),
  openExisting: () => model.openExisting(),
  close: () => model.close(),
  builds: () => model.builds(),
  begin: (number) => model.begin(number),
  commit: (step) => model.commit({ ...step, swap: true }),
  pause: (build, paused) => model.pause(build, paused),
  drop: (build) => model.drop(build),
})

/** A lie: a reader that has read once which build is live, and does not look again. */
export const looksOnce = (entries: KeyValue): KeyValue => {
  let live: ReturnType<KeyValue['get']> | undefined
  return {
    ...entries,
    get: (get, options) =>
      get.key.endsWith('/live') ? (live ??= entries.get(get, options)) : entries.get(get, options),
  }
}
