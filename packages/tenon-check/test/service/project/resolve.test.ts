import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { packageOf } from '../../../src/service/project/resolve/specifier.ts'
import { laid, leads, resolverOf, short } from './laid.ts'

const tsconfig = { compilerOptions: { paths: { '@/*': ['./src/*'], '~': ['./src/order.ts'] } } }

describe('A specifier leads', () => {
  test('to a file beside or above, with its own ending, another one, or none', (context) => {
    const { resolver } = laid(context, {
      'src/deep/index.ts': '',
      'src/view.tsx': '',
      'src/old.mts': '',
      'src/typed.d.ts': '',
      'src/data.json': '{}',
      'src/style.css': '',
      'src/deep/plan.svg': '',
    })
    leads(resolver(), {
      '../order.ts': 'file src/order.ts',
      '../order.js': 'file src/order.ts',
      '../order': 'file src/order.ts',
      '../view.js': 'file src/view.tsx',
      '../view.jsx': 'file src/view.tsx',
      '../old.mjs': 'file src/old.mts',
      '../typed': 'file src/typed.d.ts',
      '.': 'file src/deep/index.ts',
      '../deep': 'file src/deep/index.ts',
      '../data.json': 'file src/data.json',
      '../style.css': 'file src/style.css',
      '../style.css?raw': 'file src/style.css',
      './plan.svg?url': 'file src/deep/plan.svg',
      '../missing.ts': 'unresolved',
      '../order.css': 'unresolved',
    })
  })

  test('to a module of the host, with or without its prefix', (context) => {
    const { resolver } = laid(context, {})
    leads(resolver(), {
      fs: 'builtin fs',
      'node:fs': 'builtin fs',
      'fs/promises': 'builtin fs/promises',
      'node:sqlite': 'builtin sqlite',
      'node:not-yet-known': 'builtin not-yet-known',
      'bun:sqlite': 'package bun:sqlite',
    })
  })

  test('to a package: whole, in part, scoped, renamed, listed or only installed', (context) => {
    const { resolver } = laid(context, {
      'package.json': {
        name: 'shop',
        dependencies: { pg: '8', '@scope/listed': '1' },
        devDependencies: { '@types/estree': '1', '@types/scope__typed': '1' },
      },
      'node_modules/pg/package.json': { name: 'pg', main: 'index.js' },
      'node_modules/pg/index.js': '',
      'node_modules/pg/lib/pool.js': '',
      'node_modules/@nats-io/core/package.json': {
        exports: { '.': './index.js', './only': { browser: './index.js' } },
      },
      'node_modules/@nats-io/core/index.js': '',
      'node_modules/other-name/package.json': { name: 'ioredis', main: 'index.js' },
      'node_modules/other-name/index.js': '',
      'node_modules/@types/geo/package.json': { types: 'index.d.ts' },
      'node_modules/@types/geo/index.d.ts': '',
      'node_modules/bare/package.json': { name: 'bare' },
    })
    leads(resolver(), {
      pg: 'package pg',
      'pg/lib/pool.js': 'package pg',
      'pg/not/there.js': 'package pg',
      '@nats-io/core': 'package @nats-io/core',
      '@nats-io/core/only': 'package @nats-io/core',
      'other-name': 'package other-name',
      '@scope/listed/part': 'package @scope/listed',
      estree: 'package estree',
      '@scope/typed': 'package @scope/typed',
      geo: 'package geo',
      bare: 'package bare',
      'left-pad': 'unresolved',
      '@scope/unknown': 'unresolved',
    })
  })

  test('to a package that only a package.json further down lists', (context) => {
    const { resolver } = laid(context, { 'src/package.json': { dependencies: { pg: '8' } } })
    leads(resolver(), { pg: 'package pg', ioredis: 'unresolved' })
  })

  test('by an alias of tsconfig.json, with comments in it', (context) => {
    const text = `// Where things are.\n${JSON.stringify(tsconfig).replace('}}', '},}')}`
    const { resolver } = laid(context, { 'tsconfig.json': text })
    leads(resolver(), {
      '@/order.ts': 'file src/order.ts',
      '@/order': 'file src/order.ts',
      '@/order.js': 'file src/order.ts',
      '~': 'file src/order.ts',
      '@/missing': 'unresolved',
    })
  })

  test('by an alias, also in a file that tsconfig.json leaves out', (context) => {
    const { resolver } = laid(context, { 'tsconfig.json': { ...tsconfig, include: ['lib'] } })
    leads(resolver(), { '@/order.ts': 'file src/order.ts' })
  })

  test('by an alias of a config that is extended, or referred to', (context) => {
    const extended = laid(context, { 'base.json': tsconfig, 'tsconfig.json': { extends: './base.json' } })
    leads(extended.resolver(), { '@/order.ts': 'file src/order.ts' })
    const referred = laid(context, {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { ...tsconfig, include: ['src'] },
    })
    leads(referred.resolver(), { '@/order.ts': 'file src/order.ts' })
  })

  test("by the package's own name and its #imports", (context) => {
    const { resolver } = laid(context, {
      'package.json': {
        name: 'shop',
        exports: { '.': './src/order.ts', './deep/*': './src/deep/*.ts' },
        imports: { '#order': './src/order.ts', '#deep/*': './src/deep/*', '#db': { node: 'pg' } },
        dependencies: { pg: '8' },
      },
      'node_modules/pg/package.json': { main: 'index.js' },
      'node_modules/pg/index.js': '',
    })
    leads(resolver(), {
      shop: 'file src/order.ts',
      'shop/deep/line': 'file src/deep/line.ts',
      '#order': 'file src/order.ts',
      '#deep/line.ts': 'file src/deep/line.ts',
      '#db': 'package pg',
      '#unknown': 'unresolved',
    })
  })

  test('by the conditions of tsconfig.json, also of one that is extended', (context) => {
    const files = {
      'package.json': { name: 'shop', exports: { '.': { source: './src/order.ts', default: './src/deep/line.ts' } } },
      'tsconfig.json': { extends: ['./base'] },
      'base.json': { compilerOptions: { customConditions: ['source'] } },
    }
    leads(laid(context, files).resolver(), { shop: 'file src/order.ts' })
    leads(laid(context, { ...files, 'tsconfig.json': {} }).resolver(), { shop: 'file src/deep/line.ts' })
  })

  test('into the project by a linked package in it', (context) => {
    const { resolver } = laid(
      context,
      {
        'packages/money/package.json': { name: '@shop/money', exports: './money.ts' },
        'packages/money/money.ts': '',
      },
      { 'node_modules/@shop/money': 'packages/money' },
    )
    leads(resolver(), { '@shop/money': 'file packages/money/money.ts' })
  })

  test('out of the project: by a path, by a URL, and by a linked package elsewhere', (context) => {
    const { resolver, root } = laid(
      context,
      {
        'package.json': { name: 'shop', dependencies: { '@shop/tax': '1' } },
        '../tax/package.json': { name: '@shop/tax', exports: './tax.ts' },
        '../tax/tax.ts': '',
      },
      { 'node_modules/@shop/tax': '../tax' },
    )
    leads(resolver(), {
      '../../../tax/tax.ts': 'outside ../tax/tax.ts',
      '@shop/tax': 'package @shop/tax',
      'https://esm.sh/pg': 'outside https://esm.sh/pg',
      'data:text/javascript,0': 'outside data:text/javascript,0',
      'file:///elsewhere/tax.ts': `outside ${'../'.repeat(root.split('/').length - 1)}elsewhere/tax.ts`,
      [pathToFileURL(join(root, 'src/order.ts')).href]: 'file src/order.ts',
    })
  })

  test('to a package by the schemes of other runtimes and of bundlers', (context) => {
    const { resolver } = laid(context, {})
    leads(resolver(), {
      'npm:pg@8.0.0/lib/pool.js': 'package pg',
      'jsr:@std/fs@1': 'package @std/fs',
      'virtual:pwa': 'package virtual:pwa',
      'cloudflare:sockets': 'package cloudflare:sockets',
    })
  })

  test('nowhere by something that is not a specifier', (context) => {
    const { resolver } = laid(context, {})
    leads(resolver(), {
      '': 'unresolved',
      '@': 'unresolved',
      '#': 'unresolved',
      './a\0b': 'unresolved',
      'file://%': 'unresolved',
    })
  })

  test('from the real path of a linked folder', (context) => {
    const { resolver } = laid(
      context,
      { 'packages/money/money.ts': '', 'packages/tax.ts': '' },
      { 'src/money': 'packages/money' },
    )
    assert.equal(short(resolver().resolve('src/money/money.ts', '../tax.ts')), 'file packages/tax.ts')
  })

  test('from a file that does not exist yet', (context) => {
    const { resolver } = laid(context, {})
    assert.equal(short(resolver().resolve('src/planted/new.ts', '../order.ts')), 'file src/order.ts')
    assert.equal(short(resolver().resolve('src/planted/deeper/new.ts', '../../order.js')), 'file src/order.ts')
  })

  test('nowhere, with a reason as the end of a sentence', (context) => {
    const { resolver } = laid(context, {})
    const reason = (specifier: string): string => {
      const target = resolver().resolve('src/order.ts', specifier)
      return target?.kind === 'unresolved' ? target.says : ''
    }
    assert.equal(reason('./missing.ts'), 'there is no such file')
    assert.match(reason('left-pad'), /^no such package is listed or installed/)
    assert.match(reason('#left-pad'), /"imports" of package\.json/)
  })
})

test('The package that a specifier names is its first part, or two parts of a scoped one', () => {
  const named = ['pg', 'pg/lib', '@nats-io/core/x', './pg', '/pg', '#pg', '@', '~'].map(packageOf)
  assert.deepEqual(named, ['pg', 'pg', '@nats-io/core', null, null, null, null, null])
})

test("Tenon's own examples import it by its name, from its sources and without a build", () => {
  const root = fileURLToPath(new URL('../../../../../', import.meta.url))
  const resolver = resolverOf(root)
  const of = (specifier: string): string => short(resolver.resolve('examples/flights/main.ts', specifier))
  assert.deepEqual(
    [of('tenon'), of('tenon/bind')],
    ['file packages/tenon/src/api/index.ts', 'file packages/tenon/src/api/bind.ts'],
  )
})
