import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { byCodePoint } from '../../../src/domain/event/stream.ts'
import { event, gives, openStore, settings } from './stores.ts'

/** Names that some technology would stumble over; each is a name of its own. */
const names: readonly string[] = [
  ' ',
  '  ',
  'a',
  'a ',
  ' a',
  'A',
  'a.b',
  'a..b',
  '.',
  '..',
  '*',
  '>',
  'a.>',
  'a.*',
  '$SYS.a',
  '%',
  '%25',
  'a%',
  '_',
  'a_',
  '?',
  '#',
  '&',
  '/',
  'a/b',
  '../../etc/passwd',
  '\\',
  '\\n',
  '"',
  "'",
  "'; DROP TABLE events; --",
  '`',
  'null',
  'undefined',
  '0',
  '00',
  '1e3',
  '__proto__',
  'constructor',
  'toString',
  '-',
  '--',
  'order-1-2',
  '\u00A0',
  '\u00AD',
  '\u200B',
  '\u200D',
  '\u2028',
  '\u2029',
  '\u202E',
  '\uFEFF',
  '\uFEFFa',
  '\uFFFD',
  '\uFFFE',
  '\uFFFF',
  '\uE000',
  'é',
  'e\u0301',
  '\u00C5',
  '\u212B',
  'ﬁ',
  'fi',
  'ß',
  'ẞ',
  'İ',
  'ı',
  'а',
  'ς',
  'σ',
  '漢字',
  'عربى',
  '😀',
  '👩‍👩‍👧',
  '👩👩👧',
  '\u{10000}',
  '\u{10FFFF}',
  'x'.repeat(255),
  '😀'.repeat(255),
  '\u{10FFFF}'.repeat(255),
]

for (const setting of settings) {
  suite(`names on ${setting.name}`, () => {
    test('are taken as they are: none is normalised, folded, trimmed, escaped or mistaken for another', async (t) => {
      const { store } = await openStore(t, setting)
      for (const [i, name] of names.entries()) {
        const outcome = await store.append({ stream: name, expectedRevision: 'no_stream', events: [event(i, name)] })
        assert.equal(gives(outcome, 'appended').revision, 0, JSON.stringify(name))
      }
      for (const [i, name] of names.entries()) {
        const read = { stream: name, from: 'start', direction: 'forward', limit: 2 } as const
        const [one, ...others] = gives(await store.read(read), 'page').events
        assert.deepEqual([one?.stream, one?.type, one?.data, others], [name, name, i, []])
        const filter = { streams: { prefix: name }, types: [name] }
        const log = gives(await store.read_all({ after: 'start', filter, limit: 1_000 }), 'page')
        assert.deepEqual(
          log.events.map(({ data }) => data),
          [i],
          JSON.stringify(name),
        )
      }
      const listed = gives(await store.streams({ prefix: '', after: null, limit: 1_000 }), 'page').streams
      assert.deepEqual(
        listed.map(({ stream }) => stream),
        names.toSorted(byCodePoint),
      )
    })

    test('that begin with a name are found under it as prefix, by code points', async (t) => {
      const { store } = await openStore(t, setting)
      for (const name of names) {
        gives(await store.append({ stream: name, expectedRevision: 'no_stream', events: [event()] }), 'appended')
      }
      for (const prefix of names) {
        const wanted = names.filter((name) => name.startsWith(prefix)).toSorted(byCodePoint)
        const listed = gives(await store.streams({ prefix, after: null, limit: 1_000 }), 'page').streams
        assert.deepEqual(
          listed.map(({ stream }) => stream),
          wanted,
        )
        const filter = { streams: { prefix }, types: 'all' } as const
        const log = gives(await store.read_all({ after: 'start', filter, limit: 1_000 }), 'page')
        assert.deepEqual(log.events.map(({ stream }) => stream).toSorted(byCodePoint), wanted)
      }
    })
  })
}
