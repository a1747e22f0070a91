import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { emptyFolder, tenonHere } from './tenon.ts'

/** Creates a folder in which a package tenon-check is installed whose command line is this module. */
const withChecker = async (t: TestContext, module: string): Promise<string> => {
  const folder = await emptyFolder(t)
  const place = join(folder, 'node_modules/tenon-check')
  await mkdir(place)
  await writeFile(join(place, 'package.json'), '{"type":"module","exports":{"./cli":"./cli.js"}}')
  await writeFile(join(place, 'cli.js'), module)
  return folder
}

describe('tenon check', () => {
  test('hands the words to the tenon-check that is installed in the folder, and returns its exit code', async (t) => {
    const { stdout: version } = await tenonHere('/', '--version')
    const folder = await withChecker(
      t,
      `export const version = async () => ${JSON.stringify(version.trim())}
export const run = async (words, { terminal, name }) => {
  await terminal.output.line(JSON.stringify([name, ...words]))
  await terminal.output.finish()
  return 7
}
`,
    )
    const { code, stdout } = await tenonHere(folder, 'check', 'src', '--fix')
    assert.deepEqual([code, JSON.parse(stdout)], [7, ['tenon check', 'src', '--fix']])
  })

  test('refuses a tenon-check of another minor version, and one that cannot be loaded, with exit code 2', async (t) => {
    const other = await withChecker(t, "export const version = async () => '0.99.0'\n")
    const broken = await withChecker(t, "throw new Error('half installed')\n")
    for (const [folder, says] of [
      [other, /cannot run tenon-check 0\.99\.0 at .*minor versions differ\. .*npm install --save-dev tenon-check@~/],
      [broken, /^tenon-check at .*cannot be loaded: half installed\nInstall it again: npm install --save-dev /],
    ] as const) {
      const { code, stdout, stderr } = await tenonHere(folder, 'check', '--json')
      const answer = JSON.parse(stdout)
      assert.deepEqual([code, answer.kind, stderr], [2, 'usage', `tenon: ${answer.says}\n`])
      assert.match(answer.says, says)
      const help = await tenonHere(folder, '--help')
      assert.equal(help.code, 0)
      assert.match(help.stdout, /^ {2}check +Checks that the domain is free of technology\. It needs\s+tenon-check\.$/m)
    }
  })
})
