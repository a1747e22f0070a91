import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { Target } from '../../../src/domain/rules/rule.ts'
import { type Laid, laid, leads } from './laid.ts'

/** Sees that a project cannot be resolved in, and that one sentence says why. */
const fails = (context: TestContext, files: Laid, says: RegExp): void => {
  const { resolver } = laid(context, files)
  const ask = (): Target => resolver().resolve('src/deep/line.ts', '../order.js')
  assert.throws(ask, (error) => error instanceof SyntaxError && says.test(error.message) && !/\n/.test(error.message))
}

describe('What cannot be read', () => {
  test('is a broken tsconfig.json: one sentence with the file and the place', (context) => {
    fails(context, { 'tsconfig.json': '{\n  "compilerOptions": {\n' }, /tsconfig\.json:3:1 cannot be read as JSON: /)
    fails(context, { 'tsconfig.json': '{ "compilerOptions": nothing }' }, /tsconfig\.json:1:\d+ cannot be read/)
  })

  test('is a broken package.json', (context) => {
    fails(context, { 'package.json': '{ "name": ' }, /package\.json:1:\d+ cannot be read as JSON: /)
  })

  test('is a tsconfig.json with paths of another shape', (context) => {
    const wrong = { compilerOptions: { paths: { '@/*': './src/*' } } }
    fails(context, { 'tsconfig.json': wrong }, /^tsconfig\.json:1:\d+ cannot be read: .*expected a sequence/)
  })

  test('is a tsconfig.json that extends what is not there', (context) => {
    fails(
      context,
      { 'tsconfig.json': { extends: './base.json' } },
      /^tsconfig\.json cannot be used: it extends or refers to "base\.json", which is not there/,
    )
    fails(
      context,
      { 'tsconfig.json': { extends: '@tsconfig/strictest' } },
      /"@tsconfig\/strictest", which is not there/,
    )
  })

  test('is a tsconfig.json that extends itself', (context) => {
    fails(context, { 'tsconfig.json': { extends: './tsconfig.json' } }, /^tsconfig\.json cannot be used: .*circularly/)
  })

  test('is a broken tsconfig.json further down', (context) => {
    fails(context, { 'tsconfig.json': {}, 'src/tsconfig.json': '{' }, /^src\/tsconfig\.json:1:1 cannot be read: /)
  })

  test('is neither a missing tsconfig.json nor an empty one', (context) => {
    leads(laid(context, {}).resolver(), { '../order.ts': 'file src/order.ts' })
    leads(laid(context, { 'tsconfig.json': '' }).resolver(), { '../order.ts': 'file src/order.ts' })
  })
})
