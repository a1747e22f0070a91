import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event, EventStore, Json, LogPage, Position, Read, RecordedEvent, StreamPage } from 'tenon'
import { event, fill, gives, ids, nth } from '../../semantics/stores.ts'
import { openFile, pathFor } from '../files.ts'

/** The most text of a page, in code units: 8 MiB, plus the chunk with which it was fetched. */
const MOST_TEXT = 24 * 1024 * 1024
const MANY = 40
/** The largest data of an event, minus one byte: the limit without its quotes and its metadata `{}`. */
const LARGE = 1_048_576 - 2 - 2 - 1

/** How many small events stand before the large ones. */
const SMALL = 16

// One file serves all: it takes longer to write than to read, and nothing here changes it.
test('pages of large events', async (t) => {
  const store = await openFile(t, await pathFor(t))
  const small = await fill(store, 'a-1', SMALL)
  const large = await fillLarge(store, MANY)
  const all = [...small, ...large]

  for (const direction of ['forward', 'backward'] as const) {
    await t.test(`of a stream, read ${direction}, hold a few each, and give all in the end`, async (one) => {
      const pages = await readPages(store, direction, direction === 'forward' ? SMALL : 'end')
      assertPages(pages, direction === 'forward' ? large : all.toReversed())
      one.diagnostic(told(pages))
    })
  }

  await t.test('of the whole log hold a few each, and give all in the end', async (one) => {
    const behindSmall = gives(await store.read_all({ ...ALL, after: 'start', limit: SMALL }), 'page').next
    for (const types of ['all', ['Happened']] as const) {
      const pages = await logPages(store, types, behindSmall)
      assertPages(pages, large)
      one.diagnostic(told(pages))
    }
  })

  await t.test('hold no more because small events stand before the large ones', async (one) => {
    for (const pages of [await readPages(store, 'forward', 'start'), await logPages(store, 'all', 'start')]) {
      one.diagnostic(told(pages))
      assertPages(pages, all)
    }
  })
})

const ALL = { filter: { streams: 'all', types: 'all' } } as const

const fillLarge = async (store: EventStore, many: number): Promise<Event[]> => {
  const made: Event[] = []
  for (let i = 0; i < many; i += 1) {
    const one = event('x'.repeat(LARGE))
    gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] }), 'appended')
    made.push(one)
  }
  return made
}

type Page = readonly RecordedEvent[]

const readPages = async (
  store: EventStore,
  direction: 'forward' | 'backward',
  from: number | 'start' | 'end',
): Promise<Page[]> => {
  const pages: Page[] = []
  for (let next: number | 'start' | 'end' | 'done' = from; next !== 'done';) {
    const read: Read = { stream: 'a-1', from: next, direction, limit: 1_000 }
    const page: StreamPage = gives(await store.read(read), 'page')
    pages.push(page.events)
    next = page.next
  }
  return pages
}

const logPages = async (
  store: EventStore,
  types: 'all' | readonly ['Happened'],
  from: Position | 'start',
): Promise<Page[]> => {
  const filter = { streams: 'all', types: types === 'all' ? types : [...types] } as const
  const pages: Page[] = []
  for (let after: Position | 'start' = from, more = true; more;) {
    const page: LogPage = gives(await store.read_all({ after, filter, limit: 1_000 }), 'page')
    pages.push(page.events)
    after = page.next
    more = !page.caughtUp
  }
  return pages
}

const assertPages = (pages: readonly Page[], made: readonly Event[]): void => {
  assert.deepEqual(ids(pages.flat()), ids(made))
  assert.ok(pages.length > 1 && nth(pages, 0).length < made.length)
  for (const page of pages) assert.ok(page.length > 0 && textOf(page) <= MOST_TEXT, `a page of ${textOf(page)}`)
}

const textOf = (page: Page): number => page.reduce((units, { data }) => units + sizeOf(data), 0)
const sizeOf = (data: Json): number => (typeof data === 'string' ? data.length + 2 : JSON.stringify(data).length)

const told = (pages: readonly Page[]): string =>
  pages.map((page) => `${page.length} events of ${(textOf(page) / 2 ** 20).toFixed(1)} MiB`).join(', ')
