import assert from 'node:assert/strict'
import type { EventStore, KeyValue, RecordedEvent } from 'tenon'
import { documents } from 'tenon/run'
import { folderPrefix, keysOf } from '../../../../src/domain/projection/documents/keys.ts'
import { readBuild, readDocument } from '../../../../src/domain/projection/documents/kept.ts'
import { gives } from '../../semantics/stores.ts'
import { accountsAt, logOf } from '../laws/ledger.ts'
import { accountsOf } from './given.ts'

/**
 * The law `model_equals_fold`: every document of every build is the fold of the log up to the position that it states, and
 * it has taken at least all of its events up to the checkpoint of its build.
 */
export const equalsFold = async (events: EventStore, entries: KeyValue): Promise<void> => {
  const log = await logOf(events)
  const keys = keysOf('accounts')
  const { builds } = gives(await documents(accountsOf(), entries).builds(), 'builds')
  for (const { version, number, checkpoint } of builds) {
    const found = gives(await entries.get({ key: `${keys.builds}${version}.${number}` }), 'value')
    const folder = folderPrefix(keys, readBuild(found.value)?.folder ?? assert.fail())
    const page = gives(await entries.keys({ prefix: folder, after: null, limit: 1_000 }), 'page')
    const taken = new Map<string, number>()
    for (const { key } of page.keys) {
      const account = key.slice(folder.length)
      const kept = readDocument(gives(await entries.get({ key }), 'value').value) ?? assert.fail()
      assert.deepEqual(kept.document, accountsAt(log, kept.at).get(account), `${account} at ${kept.at}`)
      taken.set(account, kept.at)
    }
    const position = checkpoint.position === 'start' ? 0 : checkpoint.position
    for (const [account, last] of lastOf(log, position))
      assert.ok((taken.get(account) ?? 0) >= last, `${account} has not taken ${last}, which is before the checkpoint`)
  }
}

/** Returns the position of the last event of each account up to a position. */
const lastOf = (log: readonly RecordedEvent[], position: number): ReadonlyMap<string, number> => {
  const last = new Map<string, number>()
  for (const event of log)
    if (event.position <= position) last.set(String(Reflect.get(Object(event.data), 'account')), event.position)
  return last
}

/** Checks that readers find exactly the fold of the whole log. */
export const readsFold = async (events: EventStore, entries: KeyValue): Promise<void> => {
  const model = documents(accountsOf(), entries)
  const expected = accountsAt(await logOf(events), Number.POSITIVE_INFINITY)
  const page = gives(await model.list({ prefix: '', after: null, limit: 1_000 }), 'page')
  assert.deepEqual(
    new Map(page.documents.map(({ key, document }) => [key, document])),
    new Map([...expected].toSorted()),
  )
}
