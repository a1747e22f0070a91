import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { array, assert as check, constantFrom, nat, oneof, property, string, tuple, uuid } from 'fast-check'
import { idsOf } from '../../../src/domain/decider/ids.ts'
import { NAME, UUID } from '../../../src/domain/data/names.ts'

const V7 = '0190163d-8694-739b-aea5-966c26f8ad91'

/** Names, often with what could separate one from the next. */
const name = string({
  unit: oneof(
    constantFrom('/', ' ', '-', '0', '1', '"', ',', '\\'),
    string({ minLength: 1, maxLength: 1, unit: 'binary' }),
  ),
  minLength: 1,
  maxLength: 8,
}).filter((text) => NAME.test(text))

suite('The ids of the events of a command', () => {
  test('are these, for ever', () => {
    const named = idsOf('command-1', 'order', 'order-7')
    assert.deepEqual(
      [named(0), named(1), named(12)],
      [
        '1a455d8f-2798-86f4-982c-705dcdacc537',
        'd73a925c-0b52-8309-9f07-a0ecb31b4ade',
        '28214a03-2415-8586-9a85-a4281385663d',
      ],
    )
    const timed = idsOf(V7, 'order', 'order-7')
    assert.deepEqual(
      [timed(0), timed(1)],
      ['0190163d-8694-8d6e-84c6-3a9f0465f2ab', '0190163d-8694-8317-9b63-fabbd00ee7be'],
    )
    assert.equal(idsOf('Käse 🧀', 'ördér', 'straße/☃')(0), 'a8afcdf6-73ad-8025-9b3e-86dc962e5bc7')
  })

  test('are UUIDv8 of SHA-256, as another program can compute them', () => {
    check(
      property(name, name, name, nat(2_000), (commandId, decider, stream, index) => {
        const id = idsOf(commandId, decider, stream)(index)
        const bytes = createHash('sha256')
          .update(['tenon/decide/1', commandId, decider, stream, index].join('\0'))
          .digest()
          .subarray(0, 16)
        bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
        bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
        assert.match(id, UUID)
        assert.equal(id.replaceAll('-', ''), bytes.toString('hex'))
      }),
    )
  })

  test('keep the first 48 bits of a command id that is a UUIDv7, and of no other', () => {
    check(
      property(uuid({ version: [1, 4, 6, 7, 8] }), name, name, nat(100), (commandId, decider, stream, index) => {
        const id = idsOf(commandId, decider, stream)(index)
        assert.match(id, UUID)
        assert.equal(id.charAt(14), '8')
        assert.equal(id.slice(0, 13) === commandId.slice(0, 13), commandId.charAt(14) === '7')
      }),
    )
  })

  test('differ if the command, the decider, the stream or the index differs', () => {
    const given = tuple(name, name, name, nat(20))
    check(
      property(given, given, ([a, b, c, i], [d, e, f, j]) => {
        const equal = a === d && b === e && c === f && i === j
        assert.equal(idsOf(a, b, c)(i) === idsOf(d, e, f)(j), equal)
      }),
    )
  })

  test('differ if the same text is cut into names at another place', () => {
    check(
      property(array(name, { minLength: 4, maxLength: 6 }), nat(3), nat(3), (parts, i, j) => {
        const cut = (at: number): readonly [string, string, string] => [
          parts.slice(0, 1 + (at % (parts.length - 2))).join(''),
          parts.slice(1 + (at % (parts.length - 2)), -1).join(''),
          parts.at(-1) ?? '',
        ]
        const [one, other] = [cut(i), cut(j)]
        const equal = one.every((part, k) => part === other[k])
        assert.equal(idsOf(...one)(0) === idsOf(...other)(0), equal)
      }),
    )
  })
})
