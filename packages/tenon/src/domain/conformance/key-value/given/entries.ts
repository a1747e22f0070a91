import type { CallOptions } from '../../../capability/outcome.ts'
import type { Json } from '../../../data/json.ts'
import type { Put, Remove } from '../../../key-value/intent.ts'
import type { EntryRevision } from '../../../key-value/entry.ts'
import type { EntryValue, KeysPage } from '../../../key-value/result.ts'
import type { KeyValue } from '../../../key-value/store.ts'
import { Broken, gives, same } from '../../expect.ts'
import type { KeyValueContext, KeyValueTaskContext } from '../case.ts'

/** Returns the fields of a put with an id of its own, of `null`, whatever the key has, without an end. */
export const putOf = ({ id }: Pick<KeyValueTaskContext, 'id'>, key: string): Put => ({
  id: id(),
  key,
  value: null,
  expected: 'any',
  lifetimeSeconds: null,
})

/** Returns the fields of a removal with an id of its own. */
export const removalOf = (
  { id }: Pick<KeyValueTaskContext, 'id'>,
  key: string,
  expected: Remove['expected'],
): Remove => ({ id: id(), key, expected })

/** Puts a value, and claims that it is stored by this call. Returns its revision. */
export const stored = async (store: KeyValue, put: Put): Promise<EntryRevision> => {
  const { revision, repeated } = gives(await store.put(put), 'put', `a put that expects ${put.expected}, which holds`)
  same(repeated, false, 'whether a put with an id of its own is repeated')
  return revision
}

/** Puts a value under a key, whatever it holds. Returns its revision. */
export const put = ({ store, id }: KeyValueTaskContext, key: string, value: Json): Promise<EntryRevision> =>
  stored(store, { ...putOf({ id }, key), value })

/** Puts a value that lives for one second, whatever the key holds. Returns its revision. */
export const putShort = ({ store, id }: KeyValueTaskContext, key: string): Promise<EntryRevision> =>
  stored(store, { ...putOf({ id }, key), lifetimeSeconds: 1 })

/** Removes the value of a key. Returns the revision of the removal. */
export const removed = async ({ store, id }: KeyValueTaskContext, key: string): Promise<EntryRevision> => {
  const { revision, repeated } = gives(
    await store.remove(removalOf({ id }, key, 'any')),
    'removed',
    'a removal of a value that is there',
  )
  same(repeated, false, 'whether a removal with an id of its own is repeated')
  return revision
}

/** Returns the value of a key, and claims that it has one. */
export const valueOf = async (store: KeyValue, key: string): Promise<EntryValue> =>
  gives(await store.get({ key }), 'value', 'a get of a key that has a value')

/** Returns the revision of a key's value, or `absent`. */
export const actualOf = async (store: KeyValue, key: string): Promise<EntryRevision | 'absent'> => {
  const outcome = await store.get({ key })
  if (outcome.kind === 'failed') throw new Broken(`a get failed: ${outcome.says}`)
  return outcome.kind === 'absent' ? 'absent' : outcome.revision
}

/** Resolves when a key is absent, through the store of the context. */
export const untilAbsent = (context: KeyValueContext, key: string): Promise<void> =>
  context.until(`${key} is absent`, async () => (await actualOf(context.store, key)) === 'absent')

/** Returns all keys with a prefix, page by page. */
export const keysOf = async (store: KeyValue, prefix: string, limit: number): Promise<KeysPage['keys']> => {
  const found: KeysPage['keys'][number][] = []
  for (let after: string | null = null; ;) {
    const page: KeysPage = gives(await store.keys({ prefix, after, limit }), 'page', 'a listing of keys')
    found.push(...page.keys)
    if (page.next === null) return found
    after = page.next
  }
}

/** The options of a call under a fault, which may never be answered. */
export const IMPATIENT: CallOptions = Object.freeze({ signal: null, deadlineMs: 300 })

/** Resolves when the store puts and gets again. */
export const works = async (context: KeyValueContext): Promise<void> => {
  const one = putOf(context, 'works')
  await context.until('the store puts again', async () => (await context.store.put(one)).kind === 'put')
}
