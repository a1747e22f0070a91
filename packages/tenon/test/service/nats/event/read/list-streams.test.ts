import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore, StreamsPage } from 'tenon'
import { byCodePoint } from '../../../../../src/domain/data/names.ts'
import { events, gives } from '../../../semantics/stores.ts'
import { nats } from '../../servers/binaries.ts'
import { connected, fillBy, freshConfig, openOn } from './stores.ts'

const NAMES = [
  'a',
  'a-',
  'a-1',
  'a-10',
  'a-2',
  'a-é',
  'a.b-c',
  'a=61',
  'A-1',
  'aa-1',
  'b',
  '-',
  '-1',
  '--',
  '=',
  ' ',
  'é-1',
  '\u{ffff}-1',
  '😀-1',
  '😀-10',
  '*',
  '>',
  '$JS.API-x',
]

suite('the streams of a JetStream stream', nats, () => {
  for (const series of ['2.9', '2.10', '2.15'] as const) {
    test(`of ${series} are listed in the order of code points, whatever their subjects' is, by any beginning`, async (t) => {
      const config = freshConfig({ subjects: [] })
      const stated = { ...config, subjects: [`${config.subjectPrefix}.>`, `beside-${config.name}.>`] }
      const [store, connection] = await Promise.all([openOn(t, series, stated), connected(t, series)])
      await Promise.all(NAMES.map((name, i) => fillBy(store, name, [1 + (i % 3), 1])))
      // Foreign subjects: outside the prefix, and below it in an encoding that Tenon does not use.
      for (const subject of [
        `beside-${config.name}.a`,
        `${config.subjectPrefix}.a.b.c`,
        `${config.subjectPrefix}.A=31`,
      ])
        await connection.request(subject, 'x')
      for (const prefix of [
        '',
        'a',
        'a-',
        'a-1',
        'a-10',
        'a-3',
        'A',
        '-',
        '--',
        '=',
        ' ',
        '😀',
        '😀-1',
        '\u{ffff}',
        'é-',
        '*',
        '$',
        'zzz',
      ]) {
        const wanted = NAMES.filter((name) => name.startsWith(prefix)).toSorted(byCodePoint)
        for (const limit of [1, 3, 1_000]) {
          const listed = await listAll(store, prefix, limit)
          assert.deepEqual(
            listed.map(({ stream }) => stream),
            wanted,
            `${JSON.stringify(prefix)} by ${limit}`,
          )
          for (const { stream, revision } of listed) assert.equal(revision, 1 + (NAMES.indexOf(stream) % 3))
        }
      }
      assert.deepEqual(await store.streams({ prefix: 'a', after: 'a-1', limit: 1 }), {
        kind: 'page',
        streams: [{ stream: 'a-10', revision: 1 + (NAMES.indexOf('a-10') % 3) }],
        next: 'a-10',
      })
      // After a name that does not exist, or is outside the listed prefix.
      assert.equal(
        gives(await store.streams({ prefix: 'a', after: 'a-11', limit: 1 }), 'page').streams[0]?.stream,
        'a-2',
      )
      assert.deepEqual(await store.streams({ prefix: 'a', after: 'b', limit: 1 }), {
        kind: 'page',
        streams: [],
        next: null,
      })
    })
  }

  test('are listed page by page when there are very many, and a page is never empty while more follow', async (t) => {
    const store = await openOn(t, '2.10')
    const names = Array.from({ length: 1_500 }, (_, i) => `${i % 2 === 0 ? 'a' : 'ü'}-${(i * 7_919) % 1_500}`)
    await Promise.all(
      names.map(async (stream) => {
        gives(await store.append({ stream, expectedRevision: 'no_stream', events: events(1) }), 'appended')
      }),
    )
    const listed = await listAll(store, '', 400)
    assert.deepEqual(
      listed.map(({ stream }) => stream),
      names.toSorted(byCodePoint),
    )
    assert.equal((await listAll(store, 'ü-', 1_000)).length, 750)
  })
})

const listAll = async (store: EventStore, prefix: string, limit: number) => {
  const listed: { readonly stream: string; readonly revision: number }[] = []
  for (let after: string | null = null; ;) {
    const page: StreamsPage = gives(await store.streams({ prefix, after, limit }), 'page')
    listed.push(...page.streams)
    if (page.next === null) return listed
    assert.ok(page.streams.length > 0 && page.streams.length <= limit)
    after = page.next
  }
}
