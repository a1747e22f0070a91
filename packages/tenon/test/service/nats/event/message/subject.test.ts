import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { filterOf, streamOf, subjectOf } from '../../../../../src/service/nats/event/message/subject.ts'
import { NAME } from '../../../../../src/domain/data/names.ts'
import { category } from '../../../../../src/domain/event/stream.ts'

/** The longest prefix that a config allows. */
const LONGEST = Array.from({ length: 64 }, () => 'p').join('.') + 'p'
/**
 * The longest text beside a subject in a line of the protocol: the names of a JetStream stream and a consumer, an
 * inbox, and two numbers.
 */
const LONGEST_LINE = `HPUB ${'$JS.API.CONSUMER.CREATE.'}${'s'.repeat(255)}.${'c'.repeat(32)}. ${'i'.repeat(64)}.${'t'.repeat(32)}.${'n'.repeat(12)} 99999999 99999999\r\n`

const name = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    // Names that differ in escaped characters.
    fc.string({
      unit: fc.constantFrom('a', 'A', '-', '=', '3', 'd', '.', '*', '>', '$', ' ', 'é', '😀', '_'),
      minLength: 1,
    }),
  )
  .filter((text) => NAME.test(text))
const prefix = fc.constantFrom('p', 'a.b', 'a-b', LONGEST)

suite('the subject of a stream', () => {
  test('is read back as its name, whatever that is', () => {
    fc.assert(
      fc.property(prefix, name, (first, stream) => {
        assert.equal(streamOf(first, subjectOf(first, stream)), stream)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is another for another name', () => {
    fc.assert(
      fc.property(prefix, name, name, (first, one, other) => {
        assert.equal(subjectOf(first, one) === subjectOf(first, other), one === other)
      }),
      { numRuns: 2_000 },
    )
  })

  test('has one token or two behind its prefix, of A-Z a-z 0-9 _ - = and nothing else', () => {
    fc.assert(
      fc.property(prefix, name, (first, stream) => {
        const subject = subjectOf(first, stream)
        assert.ok(subject.startsWith(`${first}.`))
        assert.match(subject.slice(first.length + 1), /^[\w=-]+(\.[\w=-]+)?$/)
        assert.equal(subject.slice(first.length + 1).includes('.'), stream.includes('-'))
      }),
      { numRuns: 2_000 },
    )
  })

  test('begins with its category, so that the server can tell categories apart', () => {
    assert.equal(subjectOf('p', 'order-7'), 'p.order.7')
    assert.equal(subjectOf('p', 'order-7-a'), 'p.order.7-a')
    assert.equal(subjectOf('p', 'order'), 'p.order')
    assert.equal(subjectOf('p', 'order-'), 'p.order.=')
    assert.equal(subjectOf('p', '-7'), 'p.=.7')
    assert.equal(subjectOf('p', '-'), 'p.=.=')
    assert.equal(subjectOf('p', '='), 'p.=3d')
    assert.equal(subjectOf('p', 'a.b c-*>$'), 'p.a=2eb=20c.=2a=3e=24')
    assert.equal(subjectOf('p', 'é-😀'), 'p.=c3=a9.=f0=9f=98=80')
  })

  test('is never too long for a line of the protocol', () => {
    assert.equal(LONGEST.length, 128)
    for (const stream of ['😀'.repeat(255), `${'😀'.repeat(254)}-`, `-${'😀'.repeat(254)}`, '.'.repeat(255)]) {
      const subject = subjectOf(LONGEST, stream)
      assert.ok(subject.length <= 3_190, `${subject.length} characters`)
      assert.ok(LONGEST_LINE.length + subject.length <= 4_096)
      assert.equal(streamOf(LONGEST, subject), stream)
    }
  })
})

suite('a subject that another program chose', () => {
  test('is no stream when it is written in another way than ours', () => {
    for (const subject of [
      'p',
      'p.',
      'p..',
      'p.a.',
      'p..a',
      'p.a.b.c',
      'q.a',
      'pp.a',
      'p.a-b',
      'p.a-b.c',
      'p.=61',
      'p.=C3=A9',
      'p.=c3=A9',
      'p.=2d',
      'p.a=',
      'p.a=2',
      'p.a=zz',
      'p.a==',
      'p.a.==',
      'p.é',
      'p.a b',
      'p.*',
      'p.>',
      // Bytes that are not UTF-8, and a surrogate encoded as if it were a character.
      'p.=ff',
      'p.=c3',
      'p.=c0=80',
      'p.=ed=a0=80',
    ])
      assert.equal(streamOf('p', subject), undefined, subject)
  })

  test('is no stream when what it says is no name', () => {
    for (const stream of ['', '\n', 'a\u{7f}b', 'a'.repeat(256), '😀'.repeat(256)])
      assert.equal(streamOf('p', subjectOf('p', stream)), undefined, JSON.stringify(stream.slice(0, 10)))
  })

  test('is a stream only when that stream has this subject', () => {
    const token = fc.string({ unit: fc.constantFrom('a', '=', '3', 'd', '2', 'D', '-', '.', 'é') })
    fc.assert(
      fc.property(token, (rest) => {
        const stream = streamOf('p', `p.${rest}`)
        if (stream !== undefined) assert.equal(subjectOf('p', stream), `p.${rest}`)
      }),
      { numRuns: 5_000 },
    )
  })
})

suite('the filter of all streams that begin so', () => {
  test('lets each of them through', () => {
    fc.assert(
      fc.property(prefix, name, fc.nat(60), (first, stream, end) => {
        const filter = filterOf(first, [...stream].slice(0, end).join(''))
        assert.ok(matches(filter, subjectOf(first, stream)), filter)
      }),
      { numRuns: 2_000 },
    )
  })

  test('lets one category through where the beginning names it whole, and no other', () => {
    fc.assert(
      fc.property(name, name, (beginning, stream) => {
        if (!beginning.includes('-')) return
        const same = stream.includes('-') && category(stream) === category(beginning)
        assert.equal(matches(filterOf('p', beginning), subjectOf('p', stream)), same)
      }),
      { numRuns: 2_000 },
    )
    assert.equal(filterOf('p', 'order-'), 'p.order.*')
    assert.equal(filterOf('p', '-7'), 'p.=.*')
    assert.equal(filterOf('p', 'order'), 'p.>')
    assert.equal(filterOf('p', ''), 'p.>')
  })
})

/** Returns whether a filter matches a subject, as the server reads it. */
const matches = (filter: string, subject: string): boolean => {
  const wanted = filter.split('.')
  const tokens = subject.split('.')
  if (wanted.at(-1) === '>')
    return tokens.length >= wanted.length && wanted.slice(0, -1).every((token, i) => token === tokens[i])
  return tokens.length === wanted.length && wanted.every((token, i) => token === '*' || token === tokens[i])
}
