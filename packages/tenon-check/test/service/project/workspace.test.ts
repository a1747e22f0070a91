import { describe, test } from 'node:test'
import { type Laid, laid, leads } from './laid.ts'

/** A package of the workspace as written: its manifest, and where its sources are. */
interface Shape {
  readonly manifest: { readonly [field: string]: unknown }
  readonly sources: Laid
  /** The files that a build adds. */
  readonly built: readonly string[]
  readonly leads: { readonly [below: string]: string }
}

const shapes: { readonly [name: string]: Shape } = {
  'by the name of its folder of outputs': {
    manifest: { main: 'dist/index.js', types: 'dist/index.d.ts' },
    sources: { 'src/index.ts': '', 'src/money/rate.tsx': '' },
    built: ['dist/index.js', 'dist/index.d.ts', 'dist/money/rate.js', 'dist/money/rate.d.ts'],
    leads: {
      '': 'src/index.ts',
      '/dist/money/rate.js': 'src/money/rate.tsx',
      '/dist/money/rate': 'src/money/rate.tsx',
    },
  },
  'by main alone': {
    manifest: { main: './lib/index.js' },
    sources: { 'src/index.ts': '' },
    built: ['lib/index.js', 'lib/index.d.ts'],
    leads: { '': 'src/index.ts' },
  },
  'by outDir and rootDir of its tsconfig.json, also of one that is extended': {
    manifest: { main: 'made/js/index.js', types: 'made/types/index.d.ts' },
    sources: {
      'source/index.ts': '',
      'tsconfig.json': {},
      'tsconfig.build.json': { extends: './tsconfig.out.json' },
      'tsconfig.out.json': {
        compilerOptions: { outDir: 'made/js', declarationDir: '${configDir}/made/types', rootDir: './source' },
      },
    },
    built: ['made/js/index.js', 'made/types/index.d.ts'],
    leads: { '': 'source/index.ts' },
  },
  'by exports, their conditions and their patterns': {
    manifest: {
      exports: {
        '.': { types: './dist/types/main.d.ts', import: './dist/esm/main.mjs', require: './dist/cjs/main.cjs' },
        './rate': ['./dist/esm/rate.js'],
        './parts/*': { node: { import: './dist/esm/parts/*.js' } },
        './plain': './src/plain.ts',
      },
    },
    sources: { 'src/main.mts': '', 'src/rate.ts': '', 'src/parts/low.ts': '', 'src/plain.ts': '' },
    built: ['dist/types/main.d.ts', 'dist/esm/main.mjs', 'dist/esm/rate.js', 'dist/esm/parts/low.js'],
    leads: { '': 'src/main.mts', '/rate': 'src/rate.ts', '/parts/low': 'src/parts/low.ts', '/plain': 'src/plain.ts' },
  },
  'by exports without a map': {
    manifest: { exports: { default: './dist/index.js' } },
    sources: { 'index.ts': '' },
    built: ['dist/index.js'],
    leads: { '': 'index.ts' },
  },
  'by its entry where what is built is a bundle of another name': {
    manifest: { main: 'dist/core.production.min.js', types: 'dist/core.d.ts' },
    sources: { 'src/index.ts': '' },
    built: ['dist/core.production.min.js', 'dist/core.d.ts'],
    leads: { '': 'src/index.ts' },
  },
  'by what it is, where it is not built at all': {
    manifest: { main: 'lib/index.js' },
    sources: { 'lib/index.js': '', 'lib/rate.js': '' },
    built: [],
    leads: { '': 'lib/index.js', '/lib/rate.js': 'lib/rate.js' },
  },
}

/** Returns the files of a shape, in the folder of its package. */
const filesOf = ({ manifest, sources }: Shape): Laid => ({
  'packages/core/package.json': { name: '@shop/core', ...manifest },
  ...Object.fromEntries(Object.entries(sources).map(([path, text]) => [`packages/core/${path}`, text])),
})

const expected = (shape: Shape): { readonly [specifier: string]: string } =>
  Object.fromEntries(
    Object.entries(shape.leads).map(([below, path]) => [`@shop/core${below}`, `file packages/core/${path}`]),
  )

const ROOT = {
  'package.json': { name: 'shop', workspaces: ['packages/*'], dependencies: { '@shop/core': '*' } },
}
const LINK = { 'node_modules/@shop/core': 'packages/core' }

describe('A package of the workspace leads to its sources', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    test(`${name}: not installed`, (context) => {
      leads(laid(context, { ...ROOT, ...filesOf(shape) }).resolver(), expected(shape))
    })

    test(`${name}: linked, and not built`, (context) => {
      const { workspaces: _, ...manifest } = ROOT['package.json']
      const files = { ...filesOf(shape), 'package.json': manifest }
      leads(laid(context, files, LINK).resolver(), expected(shape))
    })

    test(`${name}: linked and built`, (context) => {
      const built = Object.fromEntries(shape.built.map((path) => [`packages/core/${path}`, '']))
      leads(laid(context, { ...ROOT, ...filesOf(shape), ...built }, LINK).resolver(), expected(shape))
    })
  }

  const core = filesOf({
    ...shapes['by main alone'],
    manifest: {},
    sources: { 'src/index.ts': '' },
    built: [],
    leads: {},
  })
  const statements: { readonly [name: string]: Laid } = {
    'workspaces with a list of packages': { 'package.json': { workspaces: { packages: ['./packages/*/'] } } },
    'workspaces with two stars': { 'package.json': { workspaces: ['**'] } },
    'workspaces that name it': { 'package.json': { workspaces: ['packages/core'] } },
    'pnpm-workspace.yaml': {
      'pnpm-workspace.yaml':
        '# All.\npackages:\n  # Ours\n  - "apps/*"\n\n  - \'packages/*\' # and more\n  - !**/old\ncatalog:\n  pg: 8\n',
    },
    'pnpm-workspace.yaml in one line': { 'pnpm-workspace.yaml': 'packages: [apps/*, "packages/**"]\n' },
  }
  for (const [name, files] of Object.entries(statements))
    test(`that the root lists by ${name}`, (context) => {
      leads(laid(context, { ...core, ...files }).resolver(), { '@shop/core': 'file packages/core/src/index.ts' })
    })

  test('by its own name and by #imports, too', (context) => {
    const { resolver } = laid(context, {
      'package.json': { name: 'shop', exports: './dist/order.js', imports: { '#line': './dist/deep/line.js' } },
      'dist/deep/line.js': '',
    })
    leads(resolver(), { shop: 'file src/order.ts', '#line': 'file src/deep/line.ts' })
  })

  test('in a file below a tsconfig.json that cannot be used', (context) => {
    const { resolver } = laid(context, { ...ROOT, ...core, 'tsconfig.json': { extends: '@tsconfig/none' } })
    leads(resolver(), { '@shop/core': 'file packages/core/src/index.ts' })
  })
})

describe('A package whose sources cannot be found', () => {
  const files = { ...ROOT, 'packages/core/package.json': { name: '@shop/core', main: 'dist/index.js' } }

  test('is a package if it is not built', (context) => {
    leads(laid(context, files).resolver(), { '@shop/core': 'package @shop/core' })
  })

  test('is its build output if it is built', (context) => {
    const built = { ...files, 'packages/core/dist/index.js': '' }
    leads(laid(context, built, LINK).resolver(), { '@shop/core': 'file packages/core/dist/index.js' })
  })

  test('is a package if a copy of it is installed', (context) => {
    const copy = {
      'node_modules/@shop/core/package.json': { name: '@shop/core', main: 'dist/index.js' },
      'node_modules/@shop/core/dist/index.js': '',
      'packages/core/src/index.ts': '',
    }
    leads(laid(context, { ...files, ...copy }).resolver(), { '@shop/core': 'package @shop/core' })
  })
})
