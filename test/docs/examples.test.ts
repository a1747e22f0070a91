import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { filesOf, project, root } from './project.ts'

/** Returns what a program should print: its `//=>` comments, in order. */
const promised = (code: string): string[] => [...code.matchAll(/\/\/=> (.*)/g)].map(([, line = '']) => line)

test('The code on the first screen of README compiles, runs, and prints what its comments say', (t) => {
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

test('Every link from a document to a file of this project leads to a file', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  for (const document of [
    ...documents,
    ...docs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path)),
  ]) {
    for (const [, link = ''] of readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, dirname(document), link)), `${document} links to ${link}, which does not exist`)
    }
  }
})
