import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { placeOf } from '../../../src/domain/facts/span.ts'
import { type Laid, laid, leads, short } from './laid.ts'

/**
 * Asserts that one sentence says what is wrong, in which file and where, and that imports that are not aliases are
 * still resolved.
 */
const told = (context: TestContext, files: Laid, place: string, says: RegExp): void => {
  const { resolver, root } = laid(context, {
    'package.json': { name: 'shop', dependencies: { pg: '8' } },
    'src/deep/other.ts': '',
    ...files,
  })
  const it = resolver()
  leads(it, { '../order.js': 'file src/order.ts', './other': 'file src/deep/other.ts', pg: 'package pg' })
  leads(it, { fs: 'builtin fs', './missing.js': 'unresolved', '@/order.ts': 'untold' })
  const [trouble, ...more] = it.troubles
  assert.deepEqual(more, [])
  if (trouble === undefined) return assert.fail('nothing is reported')
  const { line, column } = placeOf(trouble.lineStarts, trouble.start)
  assert.equal(`${trouble.path.replace(`${root}/`, '')}:${line}:${column}`, place)
  assert.match(trouble.says, says)
  assert.doesNotMatch(trouble.says, /\n/)
}

describe('A file that cannot be used is reported once, and what does not depend on it is resolved', () => {
  test('a broken tsconfig.json, at its place', (context) => {
    told(context, { 'tsconfig.json': '{\n  "compilerOptions": {\n' }, 'tsconfig.json:2:23', /^It cannot be read: EOF/)
    told(context, { 'tsconfig.json': '{ "extends": nothing }' }, 'tsconfig.json:1:15', /^It cannot be read/)
  })

  test('a tsconfig.json with paths of another shape', (context) => {
    const wrong = { compilerOptions: { paths: { '@/*': './src/*' } } }
    told(context, { 'tsconfig.json': wrong }, 'tsconfig.json:1:44', /^It cannot be read: .*expected a sequence/)
  })

  test('a tsconfig.json that extends a missing file, at the place of the reference', (context) => {
    told(
      context,
      { 'tsconfig.json': { extends: './base.json' } },
      'tsconfig.json:1:12',
      /^It extends or refers to "\.\/base\.json", which does not exist\.$/,
    )
    told(
      context,
      { 'tsconfig.json': { extends: ['./base'] }, 'base.json': { extends: '@tsconfig/strictest' } },
      'base.json:1:12',
      /^It extends or refers to "@tsconfig\/strictest", which does not exist\.$/,
    )
    told(
      context,
      { 'tsconfig.json': { references: [{ path: './app' }] } },
      'tsconfig.json:1:24',
      /^It extends or refers to "\.\/app", which does not exist\.$/,
    )
  })

  test('a tsconfig.json that extends itself', (context) => {
    const circle = { 'tsconfig.json': { extends: './tsconfig.json' } }
    told(context, circle, 'tsconfig.json:1:1', /^It cannot be used: .*circularly/)
  })

  test('a tsconfig.json further down', (context) => {
    const files = { 'tsconfig.json': {}, 'src/tsconfig.json': '{' }
    told(context, files, 'src/tsconfig.json:1:1', /^It cannot be read: /)
  })

  test('a package.json further down', (context) => {
    const { resolver, root } = laid(context, { 'src/package.json': '{ "name": ' })
    const it = resolver()
    leads(it, { '../order.ts': 'file src/order.ts', left: 'untold' })
    assert.deepEqual(
      it.troubles.map(({ path, says }) => [path.replace(`${root}/`, ''), says.replace(/:.*/, '')]),
      [['src/package.json', 'It cannot be read as JSON']],
    )
  })

  test('for many configs at once, at the one that extends a missing file', (context) => {
    const { resolver } = laid(context, {
      'base.json': { extends: '@tsconfig/none' },
      'src/tsconfig.json': { extends: '../base.json' },
      'src/deep/tsconfig.json': { extends: '../../base.json' },
    })
    const it = resolver()
    assert.equal(short(it.resolve('src/order.ts', '@/other')), 'untold')
    assert.equal(short(it.resolve('src/deep/line.ts', '@/other')), 'untold')
    assert.equal(it.troubles.length, 1)
  })

  test('at the first of many that extend the same package, which is not installed', (context) => {
    const { resolver, root } = laid(context, {
      'src/tsconfig.json': { extends: '@tsconfig/none' },
      'src/deep/tsconfig.json': { extends: '@tsconfig/none' },
    })
    const it = resolver()
    assert.equal(short(it.resolve('src/order.ts', '@/other')), 'untold')
    assert.equal(short(it.resolve('src/deep/line.ts', '@/other')), 'untold')
    const sentences = it.troubles.map(({ path, says }) => `${path.replace(`${root}/`, '')}: ${says}`)
    const says = 'It extends or refers to "@tsconfig/none", which does not exist. So do 1 more.'
    assert.deepEqual(sentences, [`src/tsconfig.json: ${says}`])
  })
})

test('Neither a missing tsconfig.json nor an empty one is reported', (context) => {
  for (const files of [{}, { 'tsconfig.json': '' }]) {
    const it = laid(context, files).resolver()
    leads(it, { '../order.ts': 'file src/order.ts', '@/order.ts': 'unresolved' })
    assert.deepEqual(it.troubles, [])
  }
})
