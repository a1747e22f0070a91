import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circlesOf, filesOf, foldersOf } from './graph.ts'

const source = (path: string, ...imports: readonly string[]) => ({ path, text: '', code: '', imports })

test('Files that import each other, directly or through others, are found, and a file that imports itself', () => {
  const files = filesOf([
    source('src/a.ts', './b.ts', 'zod'),
    source('src/b.ts', './in/c.ts', './d.ts'),
    source('src/in/c.ts', '../a.ts'),
    source('src/d.ts', './e.ts'),
    source('src/e.ts', './e.ts'),
    source('src/f.ts', './a.ts', './absent.ts'),
  ])
  assert.deepEqual(circlesOf(files).toSorted(), [['src/a.ts', 'src/b.ts', 'src/in/c.ts'], ['src/e.ts']])
})

test('Folders that import each other are found, and a folder with the folders inside it is not', () => {
  const files = filesOf([
    source('src/one/a.ts', '../two/b.ts', './in/d.ts'),
    source('src/one/in/d.ts', '../a.ts'),
    source('src/two/b.ts', '../three/c.ts'),
    source('src/three/c.ts', '../one/other.ts'),
    source('src/one/other.ts'),
    source('src/four/e.ts', '../one/a.ts'),
  ])
  assert.deepEqual(circlesOf(foldersOf(files)), [['src/one', 'src/three', 'src/two']])
})
