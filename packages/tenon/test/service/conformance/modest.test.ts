import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { EventStore, LogPage } from 'tenon'
import { usual } from 'tenon/conformance'
import { event, folderFor, gives, ids, nth } from '../semantics/stores.ts'
import * as modest from './modest.ts'
import { proved } from './proved.ts'

await proved('modest', 'test')

const opened = async (t: TestContext, folder: string): Promise<EventStore> => {
  const binding = modest.binding({ folder, name: folder }, usual)
  t.after(() => binding.close())
  return gives(await binding.open(), 'opened').store
}

const filled = async (store: EventStore, many: number): Promise<readonly string[]> => {
  const made = Array.from({ length: many }, (_, n) => event(n))
  for (const one of made)
    gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] }), 'appended')
  return ids(made)
}

/** Shows that the cases above met small pages, gaps and lag. */
suite('The modest store', () => {
  test('returns small pages of the log, some of them empty before they have caught up, and positions with gaps', async (t) => {
    const store = await opened(t, await folderFor(t))
    const made = await filled(store, 10)
    const pages = []
    for (let after: number | 'start' | undefined = 'start'; after !== undefined;) {
      const page: LogPage = gives(
        await store.read_all({ after, filter: { streams: 'all', types: 'all' }, limit: 1_000 }),
        'page',
      )
      pages.push(page)
      after = page.caughtUp ? undefined : page.next
    }
    assert.ok(pages.every(({ events }) => events.length <= 2))
    assert.ok(pages.some(({ events, caughtUp }) => events.length === 0 && !caughtUp))
    const events = pages.flatMap((page) => page.events)
    assert.deepEqual(ids(events), made)
    assert.deepEqual(
      events.map(({ position }) => position),
      [3, 6, 9, 12, 15, 18, 21, 24, 27, 30],
    )
  })

  test('sees what another handle of its place stored late, but sees it', async (t) => {
    const folder = await folderFor(t)
    const [one, other] = [await opened(t, folder), await opened(t, folder)]
    const read = { stream: 'a-1', from: 'start', direction: 'forward', limit: 10 } as const
    const early = other.read(read)
    const [made] = await filled(one, 1)
    assert.equal((await early).kind, 'no_stream')
    let late = await other.read(read)
    while (late.kind === 'no_stream') late = await other.read(read)
    assert.equal(nth(gives(late, 'page').events, 0).id, made)
  })

  test('stores a repeated append again unless it states its place', async (t) => {
    const store = await opened(t, await folderFor(t))
    const append = { stream: 'a-1', expectedRevision: 'any', events: [event()] } as const
    assert.equal(gives(await store.append(append), 'appended').revision, 0)
    assert.equal(gives(await store.append(append), 'appended').revision, 1)
  })
})
