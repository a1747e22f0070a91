import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isCommonJs, moduleSyntaxError } from '../../../../src/service/node/module/syntax.ts'

describe('a module text', () => {
  const valid = [
    '',
    '#!/usr/bin/env node\nexport const a = 1',
    "import { b } from 'not-installed'\nexport const a: number = await b // a comment at the end",
    'interface A { readonly a: string }\nexport type B = A\nexport {}',
    'export const a = /[\'"`]/.test(import.meta.url)',
  ]
  for (const text of valid)
    test(`is valid: ${JSON.stringify(text)}`, async () => {
      assert.equal(await moduleSyntaxError(text), null)
    })

  const invalid: readonly (readonly [text: string, says: RegExp])[] = [
    ['export const (', /Unexpected token/],
    ['const a = 1\nimport { a } from "b"', /'a' has already been declared/],
    ['const a = 1\nexport { a }\nexport { a }', /Duplicate export of 'a'/],
    ['export enum A { B }', /enum is not supported/],
    ['return 1', /Return/],
  ]
  for (const [text, says] of invalid)
    test(`is invalid: ${JSON.stringify(text)}`, async () => {
      assert.match((await moduleSyntaxError(text)) ?? '', says)
    })

  test('is not run when it is checked', async () => {
    assert.equal(await moduleSyntaxError('globalThis.ran = true\nthrow new Error("ran")'), null)
    assert.equal(Reflect.has(globalThis, 'ran'), false)
  })

  test('is CommonJS unless it uses the syntax of ES modules', () => {
    for (const text of ["const a: object = require('b')\nexports.a = a", 'module.exports = {}', ''])
      assert.equal(isCommonJs(text), true, text)
    for (const text of ['export const a = 1', "import 'a'", 'import.meta.url', '('])
      assert.equal(isCommonJs(text), false, text)
  })
})
