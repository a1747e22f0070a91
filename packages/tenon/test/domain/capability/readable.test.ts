import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readable } from '../../../src/domain/capability/readable.ts'
import { check } from '../../../src/domain/capability/schema.ts'

test('Invisible characters are written as escapes', () => {
  const hidden = '\u001b[2J\u0007 \u009b \u007f \u202e \u2066 \u2028 \ud800 é 😀'
  const shown = '\\u001b[2J\\u0007 \\u009b \\u007f \\u202e \\u2066 \\u2028 \\ud800 é 😀'
  assert.equal(readable(hidden, 100), shown)
})

test('An escape counts with all its characters', () => {
  assert.ok(readable('\u001b'.repeat(1_000), 60).length <= 61)
})

test('A long text keeps its beginning and its end, and is never cut within a character', () => {
  assert.equal(readable(`${'a'.repeat(50)}${'b'.repeat(50)}`, 6), 'aaa…bbb')
  assert.ok(readable('😀'.repeat(50), 5).isWellFormed())
})

test('The message about a value that does not fit is short, whatever its keys and texts are', () => {
  const long = '\u001b'.repeat(60_000)
  const schema = z.strictObject({ a: z.strictObject({ b: z.literal('b') }) })
  for (const value of [{ [long]: 1 }, { a: { b: long } }, { a: { [long]: 1 } }]) {
    const checked = check(schema, value)
    assert.equal(checked.fits, false)
    assert.ok(!checked.fits && checked.says.length < 800, checked.fits ? '' : String(checked.says.length))
    assert.doesNotMatch(checked.fits ? '' : checked.says, /\p{Cc}/u)
  }
})
