import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../../src/domain/', import.meta.url))
const files = globSync('**/*.ts', { cwd: home })

const folderOf = (path: string): string => path.split('/')[0] ?? ''

/** The folders that each folder imports. */
const imports = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const path of files)
    for (const [, specifier = ''] of readFileSync(`${home}${path}`, 'utf8').matchAll(/ from '(\.[^']+)'/g)) {
      const [from, to] = [folderOf(path), folderOf(posix.join(dirname(path), specifier))]
      if (from !== to) found.set(from, (found.get(from) ?? new Set()).add(to))
    }
  return found
}

describe("The folders of the checker's domain", () => {
  test('import each other in one direction', () => {
    const open = new Map([...imports()].map(([folder, those]) => [folder, new Set(those)]))
    assert.ok(open.size > 5)
    // Removes, again and again, the folders that import none of the rest; what remains is in a circle, or imports one.
    for (let last = -1; last !== open.size;) {
      last = open.size
      for (const [folder, those] of open) if ([...those].every((each) => !open.has(each))) open.delete(folder)
    }
    assert.deepEqual([...open.keys()], [])
  })

  test('hold at most a dozen files each, and no file is outside of them', () => {
    const counts = Map.groupBy(files, (path) => dirname(path))
    assert.equal(counts.has('.'), false)
    assert.deepEqual(
      [...counts].filter(([, those]) => those.length > 12).map(([folder]) => folder),
      [],
    )
  })
})
