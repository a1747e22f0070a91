import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Target } from '../../../src/domain/project/view.ts'
import { manifestOf } from '../../../src/service/project/packages/manifest.ts'
import { Outputs } from '../../../src/service/project/packages/outputs.ts'
import { Resolver } from '../../../src/service/project/resolve/resolver.ts'

/** The texts of files, or the values of JSON files, by path. */
export interface Laid {
  readonly [path: string]: unknown
}

/** Creates files and links in a new folder, and returns a resolver of that project. */
export const laid = (
  context: TestContext,
  files: Laid,
  links: { readonly [path: string]: string } = {},
): { readonly root: string; readonly resolver: () => Resolver } => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-resolve-')))
  context.after(() => rmSync(folder, { recursive: true }))
  const root = join(folder, 'shop')
  const below = {
    'package.json': { name: 'shop', type: 'module' },
    'src/order.ts': '',
    'src/deep/line.ts': '',
    ...files,
  }
  for (const [path, text] of Object.entries(below)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof text === 'string' ? text : JSON.stringify(text))
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(join(root, target), join(root, path))
  }
  return { root, resolver: () => resolverOf(root) }
}

/** Returns a resolver of the project in a folder. */
export const resolverOf = (root: string): Resolver =>
  Resolver.open({ root, outputs: new Outputs(root), planted: new Set(), ...manifestOf(root) })

/** Returns a target in short: `file src/a.ts`, `package pg`. */
export const short = (target: Target | null): string => {
  if (target === null) return 'untold'
  switch (target.kind) {
    case 'file':
    case 'outside':
      return `${target.kind} ${target.path}`
    case 'package':
    case 'builtin':
      return `${target.kind} ${target.name}`
    default:
      return target.kind
  }
}

/** Returns where each specifier in `src/deep/line.ts` leads. */
export const leads = (resolver: Resolver, expected: { readonly [specifier: string]: string }): void => {
  const found = Object.keys(expected).map((specifier) => [
    specifier,
    short(resolver.resolve('src/deep/line.ts', specifier)),
  ])
  assert.deepEqual(Object.fromEntries(found), expected)
}
