import type { Bench } from '../bench.ts'
import { casesOf } from '../case.ts'
import { same } from '../claim.ts'
import { event, fill, streamOf } from '../made.ts'

/** The cases of the law `append`. */
export const append = casesOf('append', [
  {
    name: 'conflict_says_where_the_stream_is',
    says: 'An append that expects another revision is a conflict with the actual one, below or above it.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      await fill(bench, 'a-1', 3)
      for (const expectedRevision of ['no_stream', 0, 1, 3, 4, Number.MAX_SAFE_INTEGER] as const) {
        const outcome = await bench.store.append({ stream: 'a-1', expectedRevision, events: [event(bench)] })
        same(outcome, { kind: 'conflict', actual: 2 }, `expecting ${expectedRevision} of a stream at 2`)
      }
      same((await streamOf(bench.store, 'a-1')).length, 3, 'events after refused appends')
    },
  },
])
