import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { root } from './source.ts'

const library = join(root, 'packages/tenon/src')
const checker = join(root, 'packages/tenon-check/src')

/** What each package must have under the same path, with its own content. */
const OWN: ReadonlySet<string> = new Set([
  'api/index.ts',
  'api/cli/check.ts',
  'api/cli/program.ts',
  'api/cli/start.ts',
  'main.ts',
])

/** The folders whose files both packages may have. The packages share no code, because neither depends on the other. */
const SHARED = ['api/cli/terminal/', 'service/node/']

const twins = globSync('**/*.ts', { cwd: checker }).filter((path) => !OWN.has(path) && existsSync(join(library, path)))

describe('The two packages', () => {
  test('have the same text in each file that both have: what is fixed in one is fixed in the other', () => {
    const different = twins.filter(
      (path) => readFileSync(join(library, path), 'utf8') !== readFileSync(join(checker, path), 'utf8'),
    )
    assert.deepEqual(different, [])
  })

  test('both have only small files for the terminal and for Node', () => {
    assert.deepEqual(
      twins.filter((path) => !SHARED.some((folder) => path.startsWith(folder))),
      [],
    )
    const lines = twins.reduce((sum, path) => sum + readFileSync(join(checker, path), 'utf8').split('\n').length, 0)
    assert.ok(twins.length > 5 && lines < 600, `${twins.length} files of ${lines} lines`)
  })

  test('import nothing from the inside of each other', () => {
    for (const [folder, other] of [
      [library, 'tenon-check'],
      [checker, 'tenon'],
    ] as const)
      for (const path of globSync('**/*.ts', { cwd: folder })) {
        const imports = readFileSync(join(folder, path), 'utf8').matchAll(/^(?:import |export |\} ).*'([^']+)'$/gm)
        for (const [, specifier = ''] of imports) {
          assert.doesNotMatch(join(folder, path, '..', specifier), new RegExp(`packages/${other}/`), path)
          assert.ok(specifier !== other && !specifier.startsWith(`${other}/`), `${path} imports ${specifier}`)
        }
      }
  })
})
