import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { lines, root, SOURCES, sources } from './source.ts'

const api = sources(...SOURCES.map((folder) => `${folder}/api`)).filter(({ path }) =>
  /\/src\/api\/[^/]+\.ts$/.test(path),
)

/** Returns the names that a file exports: values by name, and types as `type Name`. */
const surfaceOf = (text: string): string[] => {
  const listed = [...text.matchAll(/^export\s+(type\s+)?\{([^}]*)\}/gm)].flatMap(([, type, names]) =>
    (names ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (type !== undefined && !name.startsWith('type ') ? `type ${name}` : name)),
  )
  const made = [...text.matchAll(/^export\s+(?:const|class|function)\s+(\w+)/gm)].map(([, name]) => name ?? '')
  const types = [...text.matchAll(/^export\s+(?:type|interface)\s+(\w+)/gm)].map(([, name]) => `type ${name ?? ''}`)
  return [...listed, ...made, ...types].map((name) => name.replace(/\w+ as /, '')).toSorted()
}

describe('The public surface', () => {
  test('is what test/house/surface.json says, file by file', () => {
    const stated: unknown = JSON.parse(readFileSync(`${root}test/house/surface.json`, 'utf8'))
    const found = Object.fromEntries(api.map(({ path, text }) => [path, surfaceOf(text)]))
    assert.deepEqual(found, stated)
  })

  for (const { path, text } of api) {
    test(`of ${path} is what a program can import from it when it runs`, async () => {
      const loaded: object = await import(`${root}${path}`)
      const values = surfaceOf(text).filter((name) => !name.startsWith('type '))
      assert.deepEqual(Object.keys(loaded).toSorted(), values)
    })
  }

  test('names every export: nothing is re-exported with a star', () => {
    assert.deepEqual(lines(sources(...SOURCES), /^\s*export\s+(type\s+)?\*/, 'code'), [])
  })

  test('is the only place that re-exports', () => {
    const inner = sources(...SOURCES).filter(({ path }) => !/\/src\/api\//.test(path))
    assert.deepEqual(lines(inner, /^export\s+(type\s+)?\{/, 'code'), [])
  })

  test('has the only index.ts, which exports the domain alone', () => {
    assert.deepEqual(
      sources(...SOURCES)
        .filter(({ path }) => path.endsWith('index.ts'))
        .map(({ path }) => path),
      ['packages/tenon-check/src/api/index.ts', 'packages/tenon/src/api/index.ts'],
    )
    const index = api.find(({ path }) => path === 'packages/tenon/src/api/index.ts')
    assert.ok(index?.imports.every((specifier) => specifier.startsWith('../domain/')))
  })

  for (const name of ['tenon', 'tenon-check'])
    test(`is what package.json of ${name} exports, one path for each file`, () => {
      const { exports } = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8')) as {
        readonly exports: { readonly [path: string]: string | { readonly 'tenon-source': string } }
      }
      const entries = Object.values(exports).flatMap((entry) =>
        typeof entry === 'string' ? [] : [`packages/${name}/${entry['tenon-source'].slice('./'.length)}`],
      )
      const files = api.map(({ path }) => path).filter((path) => path.startsWith(`packages/${name}/`))
      assert.deepEqual(entries.toSorted(), files.toSorted())
    })
})
