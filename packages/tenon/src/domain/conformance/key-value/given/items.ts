import type { KeyValueFailed } from '../../../key-value/failure.ts'
import type { EntryRevision } from '../../../key-value/entry.ts'
import type { RemovedItem, ValueItem, WatchItem } from '../../../key-value/result.ts'
import type { KeyValue } from '../../../key-value/store.ts'
import { Broken, holds, text } from '../../expect.ts'
import { soon } from '../../given/waiting.ts'
import type { KeyValueContext } from '../case.ts'

/** The items of a watch. */
export type Items = ReturnType<KeyValue['watch']>

/** A change that a watch gives. */
export type ChangeItem = ValueItem | RemovedItem

/** Watches all keys after a place. */
export const watchAll = ({ store }: { readonly store: KeyValue }, after: EntryRevision | 'start'): Items =>
  store.watch({ prefix: '', after })

/** Returns the next item of a watch, or `end`. */
export const nextOf = async (context: KeyValueContext, items: Items): Promise<WatchItem | KeyValueFailed | 'end'> => {
  const { done, value } = await soon(context, 'a watch gives its next item, or ends', items.next())
  return done === true ? 'end' : value
}

/** Returns the changes that a watch gives until it has caught up, and the revision that it then states. */
export const untilCaughtUp = (
  context: KeyValueContext,
  items: Items,
): Promise<{ readonly changes: readonly ChangeItem[]; readonly revision: EntryRevision | 'start' }> =>
  soon(context, 'a watch catches up', catchUp(items))

const catchUp = async (items: Items): ReturnType<typeof untilCaughtUp> => {
  const changes: ChangeItem[] = []
  for (;;) {
    const item = await itemOf(items)
    if (item.kind === 'caught_up') return { changes, revision: item.revision }
    changes.push(asChange(item))
  }
}

/** Returns the changes that a watch gives, up to and with the first that fits. */
export const changesUntil = (
  context: KeyValueContext,
  items: Items,
  says: string,
  fits: (change: ChangeItem) => boolean,
): Promise<readonly ChangeItem[]> => soon(context, `a watch gives ${says}`, taking(items, fits))

const taking = async (items: Items, fits: (change: ChangeItem) => boolean): Promise<readonly ChangeItem[]> => {
  const changes: ChangeItem[] = []
  for (;;) {
    const item = await itemOf(items)
    if (item.kind === 'caught_up') continue
    const change = asChange(item)
    changes.push(change)
    if (fits(change)) return changes
  }
}

/** Claims that changes come in the order of their revisions, and each after a place. */
export const inOrder = (changes: readonly ChangeItem[], after: EntryRevision | 0): void => {
  let last = after
  for (const { revision } of changes) {
    holds(revision > last, `a watch gave revision ${revision} after ${last}`)
    last = revision
  }
}

/** A change in short, for a comparison. */
export const brief = (change: ChangeItem): readonly [kind: string, key: string, revision: EntryRevision] => [
  change.kind,
  change.key,
  change.revision,
]

const itemOf = async (items: Items): Promise<WatchItem | KeyValueFailed> => {
  const { value } = await items.next()
  if (value === undefined) throw new Broken('a watch ended by itself')
  return value
}

const asChange = (item: WatchItem | KeyValueFailed): ChangeItem => {
  if (item.kind === 'value' || item.kind === 'removed') return item
  throw new Broken(`a change was expected of a watch, and this came: ${text(item)}`)
}
