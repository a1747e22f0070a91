import type { KeyValueCapability } from '../../key-value/store.ts'
import type { Subject } from '../specification.ts'
import { putOf } from './given/entries.ts'

/** A put of a key that was absent. Its id shows whether it happened. */
export const putAbsent: Subject<KeyValueCapability> = {
  operation: 'put',
  fields: (context, number) => ({ ...putOf(context, `subject-${number}`), value: { number }, expected: 'absent' }),
  done: ({ kind }) => kind === 'put',
  happened: async (store, { key, id }) => {
    const found = await store.get({ key })
    if (found.kind === 'failed') return 'cannot_tell'
    return found.kind === 'value' && found.id === id ? 1 : 0
  },
}
