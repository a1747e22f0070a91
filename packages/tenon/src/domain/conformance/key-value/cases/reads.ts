import { gives, holds, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, keysOf, put, removed } from '../given/entries.ts'

/** The cases of the law `reads_latest`. */
export const readsLatest = keyValueCases('reads_latest', [
  {
    name: 'by_the_same_store',
    says: 'A get and a listing right after a write see it.',
    needs: { reads: 'latest' },
    run: async (context: KeyValueContext) => {
      for (let round = 0; round < context.rounds(50, 1_000); round += 1) {
        const revision = await put(context, 'a', round)
        holds((await actualOf(context.store, 'a')) === revision, `a get did not see revision ${revision}`)
        same(await keysOf(context.store, '', 10), [{ key: 'a', revision }], 'the keys right after a put')
      }
      await removed(context, 'a')
      same(await actualOf(context.store, 'a'), 'absent', 'a get right after a removal')
      same(await keysOf(context.store, '', 10), [], 'the keys right after a removal')
    },
  },
  {
    name: 'by_another_store',
    says: 'A get through another store of the place, right after a write was acknowledged, sees it.',
    needs: { reads: 'latest', reach: 'machine' },
    run: async (context: KeyValueContext) => {
      const other = gives(await context.another().open(), 'opened', 'another store of the place').store
      for (let round = 0; round < context.rounds(50, 1_000); round += 1) {
        const revision = await put(context, 'a', round)
        holds((await actualOf(other, 'a')) === revision, `a get through another store did not see ${revision}`)
      }
      await removed(context, 'a')
      same(await actualOf(other, 'a'), 'absent', 'a get through another store right after a removal')
    },
  },
])
