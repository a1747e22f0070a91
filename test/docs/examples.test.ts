import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')

/** The files of a document: its fences of TypeScript that begin with `// path.ts`. */
const filesOf = (document: string): Map<string, string> => {
  const fences = readFileSync(join(root, document), 'utf8').matchAll(/```ts\n\/\/ (\S+\.ts)[^\n]*\n([\s\S]*?)```/g)
  return new Map([...fences].map(([, path = '', code = '']) => [path, code]))
}

/** What a program is said to print: its `//=>` comments, in order. */
const promised = (code: string): string[] => [...code.matchAll(/\/\/=> (.*)/g)].map(([, line = '']) => line)

/** Lays a document's files out as a project that depends on this package. */
const project = (document: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-docs-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/tenon'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'] }),
  )
  for (const [path, code] of filesOf(document)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  return folder
}

test('The code on the first screen of README compiles, runs, and prints what it says', (t) => {
  const folder = project('README.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(compiled.stdout, '')
  const ran = spawnSync(process.execPath, ['--conditions=tenon-source', 'main.ts'], { cwd: folder, encoding: 'utf8' })
  assert.equal(ran.stderr, '')
  assert.deepEqual(ran.stdout.trim().split('\n'), promised(filesOf('README.md').get('main.ts') ?? ''))
})

test('README shows its first code by line 20', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n')
  assert.ok(lines.findIndex((line) => line.startsWith('```ts')) < 20)
})

test('Every link of the documents to a file of this project leads to one', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  for (const document of [
    ...documents,
    ...docs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path)),
  ]) {
    for (const [, link = ''] of readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, dirname(document), link)), `${document} links to ${link}, which is not there`)
    }
  }
})
