import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { Linting } from '../../../src/service/eslint/linting.ts'
import { CONFIG_NAMES } from '../../../src/service/node/config-file.ts'
import { emptyFolder } from '../../api/cli/tenon-check.ts'

const IMPURE = "import 'node:fs'\n"

const CONFIG = `export const check = {
  layers: { domain: ['src/domain/**'], service: [], api: [], test: [] },
  ignored: [],
  pure: [],
  technologies: [],
}
`

const folderWith = async (t: TestContext, ...names: readonly string[]): Promise<string> => {
  const folder = await emptyFolder(t)
  await mkdir(join(folder, 'src/domain'), { recursive: true })
  for (const name of names) await writeFile(join(folder, name), CONFIG)
  return folder
}

describe('A linter', () => {
  for (const name of CONFIG_NAMES)
    test(`checks a file by ${name} above it`, async (t) => {
      const linted = new Linting(() => 0).lint(join(await folderWith(t, name), 'src/domain/a.ts'), IMPURE)
      assert.ok(linted.kind === 'findings' && linted.findings.length > 0, JSON.stringify(linted))
    })

  test('refuses two configs in one folder', async (t) => {
    const folder = await folderWith(t, 'tenon.config.ts', 'tenon.config.mjs')
    const linted = new Linting(() => 0).lint(join(folder, 'src/domain/a.ts'), IMPURE)
    assert.match(linted.kind === 'untrusted' ? linted.says : '', /tenon\.config\.ts and tenon\.config\.mjs are both in/)
  })
})
