import { holds } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { put, putShort, removed, untilAbsent } from '../given/entries.ts'
import { untilCaughtUp, watchAll } from '../given/items.ts'

/** The cases of the law `revision_never_again`. */
export const revisions = keyValueCases('revision_never_again', [
  {
    name: 'over_keys_and_removals',
    says: 'Revisions rise over puts of several keys and over removals, also when no key is left.',
    run: async (context: KeyValueContext) => {
      const rises = rising()
      for (let round = 0; round < 3; round += 1) {
        for (const key of ['a', 'b', 'a']) rises(await put(context, key, round))
        for (const key of ['a', 'b']) rises(await removed(context, key))
      }
    },
  },
  {
    name: 'over_an_expiry',
    says: 'Revisions rise over the end of a life, whose removal has a revision of its own.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const rises = rising()
      const short = rises(await putShort(context, 'a'))
      await untilAbsent(context, 'a')
      rises(await put(context, 'b', null))
      const items = watchAll(context, short)
      const { changes } = await untilCaughtUp(context, items)
      await items.return?.()
      const gone = changes.find(({ key }) => key === 'a')
      if (gone !== undefined) holds(gone.revision > short, `the end of a life has revision ${gone.revision}`)
      rises(await put(context, 'a', null))
    },
  },
  {
    name: 'over_opening_again',
    says: 'Revisions go on from where they were when the store is opened again, also when no key is left.',
    needs: { durability: 'process_crash' },
    run: async (context: KeyValueContext) => {
      const rises = rising()
      rises(await put(context, 'a', null))
      rises(await removed(context, 'a'))
      for (let round = 0; round < 2; round += 1) {
        await context.reopen()
        rises(await put(context, 'b', null))
        rises(await removed(context, 'b'))
      }
    },
  },
])

/** Returns a function that claims of each revision that it is higher than the one before. */
const rising = (): ((revision: number) => number) => {
  let last = 0
  return (revision) => {
    holds(revision > last, `revision ${revision} came after ${last}`)
    last = revision
    return revision
  }
}
