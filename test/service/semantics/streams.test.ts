import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore } from 'tenon'
import { fill, gives, openStore, settings } from './stores.ts'

for (const setting of settings) {
  suite(`streams on ${setting.name}`, () => {
    test('of an empty store is an empty page', async (t) => {
      const { store } = await openStore(t, setting)
      for (const prefix of ['', 'a']) {
        assert.deepEqual(await store.streams({ prefix, after: null, limit: 10 }), {
          kind: 'page',
          streams: [],
          next: null,
        })
      }
    })

    test('gives each stream once, with its last revision', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'b-1', 3)
      await fill(store, 'a-1', 1)
      await fill(store, 'b-1', 2)
      assert.deepEqual(await store.streams({ prefix: '', after: null, limit: 10 }), {
        kind: 'page',
        streams: [
          { stream: 'a-1', revision: 0 },
          { stream: 'b-1', revision: 4 },
        ],
        next: null,
      })
    })

    test('lists in the order of code points, in which a name beyond the basic plane comes last', async (t) => {
      const { store } = await openStore(t, setting)
      const ordered = [
        'A',
        'Z',
        'a',
        'a ',
        'a!',
        'a-',
        'a-1',
        'aa',
        'b',
        'é',
        '￼',
        '\uFFFD',
        '𐀀',
        '😀',
        '😀a',
        '\u{10FFFF}',
      ]
      for (const stream of ordered.toReversed()) await fill(store, stream, 1)
      assert.deepEqual(await names(store, '', 100), ordered)
      for (let limit = 1; limit < 6; limit += 1) assert.deepEqual(await names(store, '', limit), ordered)
    })

    test('gives only the names with the prefix, from behind after on, wherever after lies', async (t) => {
      const { store } = await openStore(t, setting)
      const all = ['a-1', 'a-2', 'a-3', 'b%-1', 'b-1', 'b_-1', 'c😀-1', 'c😀-2', 'c😁']
      for (const stream of all) await fill(store, stream, 1)
      for (const prefix of ['', 'a', 'a-', 'a-2', 'a-22', 'b', 'b%', 'b_', 'c', 'c😀', 'c😁', 'd'])
        for (const after of [null, 'A', 'a', 'a-1', 'a-15', 'a-3', 'b', 'b-1', 'c😀', 'c😀-1', 'c😁', 'z']) {
          const wanted = all.filter((name) => name.startsWith(prefix) && (after === null || name > after))
          for (const limit of [1, 2, 1_000]) {
            const page = gives(await store.streams({ prefix, after, limit }), 'page')
            const place = `prefix ${prefix}, after ${after}, limit ${limit}`
            const found = page.streams.map(({ stream }) => stream)
            assert.deepEqual(found, wanted.slice(0, limit), place)
            assert.equal(page.next, wanted.length > limit ? wanted[limit - 1] : null, place)
          }
        }
    })

    test('goes on from next until there is no more', async (t) => {
      const { store } = await openStore(t, setting)
      const made = Array.from({ length: 60 }, (_, i) => `s-${String(i).padStart(2, '0')}`)
      for (const stream of made) await fill(store, stream, 1)
      for (const limit of [1, 7, 20, 59, 60, 61]) assert.deepEqual(await names(store, 's-', limit), made)
    })
  })
}

/** The names of all streams with a prefix, page after page. */
const names = async (store: EventStore, prefix: string, limit: number): Promise<string[]> => {
  const found: string[] = []
  let after: string | null = null
  do {
    const page: { readonly streams: readonly { readonly stream: string }[]; readonly next: string | null } = gives(
      await store.streams({ prefix, after, limit }),
      'page',
    )
    assert.ok(page.streams.length <= limit)
    found.push(...page.streams.map(({ stream }) => stream))
    after = page.next
  } while (after !== null)
  return found
}
