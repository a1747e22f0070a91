import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bulkParse, parse } from '../../../src/service/oxc/parse.ts'
import { readHere } from '../../../src/service/oxc/read.ts'

/** More than one call takes as its arguments. */
const MANY = 135_000

test('A text of very many statements is read in this process, and not a second time in another', () => {
  const facts = readHere(bulkParse(), { path: 'a.ts', text: 'a\n'.repeat(MANY), depth: 'service' })
  assert.equal(facts?.lineStarts.length, MANY + 1)
})

test('A text of very many exceptions is read in this process, and not a second time in another', () => {
  const facts = readHere(parse, { path: 'a.ts', text: '// tenon-allow\n'.repeat(MANY), depth: 'edges' })
  assert.equal(facts?.allowances.length, MANY)
})
