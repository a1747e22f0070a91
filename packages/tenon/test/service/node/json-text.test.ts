import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonText } from '../../../src/service/node/json-text.ts'

test('A value that fits is written on one line, and any other with a line for each of its parts', () => {
  const long = 'x'.repeat(100)
  assert.equal(jsonText({ a: [1, null], b: { c: true, d: {} } }), '{ "a": [1, null], "b": { "c": true, "d": {} } }\n')
  assert.equal(
    jsonText({ a: [long, 'b'], c: { d: long }, e: { f: [] } }),
    `{
  "a": ["${long}", "b"],
  "c": { "d": "${long}" },
  "e": { "f": [] }
}
`,
  )
  assert.equal(
    jsonText([[long, long], { a: long, b: long }]),
    `[
  [
    "${long}",
    "${long}"
  ],
  {
    "a": "${long}",
    "b": "${long}"
  }
]
`,
  )
})

test('A line has at most 120 characters, with the comma that may follow', () => {
  assert.equal(lines(119 - '  "b": [""]'.length), 5)
  assert.equal(lines(120 - '  "b": [""]'.length), 7)
})

test('The text parses to the same JSON, and no key is lost', () => {
  const value: unknown = JSON.parse(`{"__proto__": 1, "a": ["\\u2028", {"b": "long"}], "c": "${'x'.repeat(200)}"}`)
  assert.deepEqual(JSON.parse(jsonText(value)), value)
})

const lines = (many: number): number => jsonText({ a: 'x'.repeat(200), b: ['x'.repeat(many)] }).split('\n').length
