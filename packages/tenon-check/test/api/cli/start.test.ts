import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { BROKEN, shop } from './shop.ts'
import { ENVIRONMENT, MAIN, type Ran } from './tenon-check.ts'

/** Runs the command line in a folder, as if the parser were not installed. */
const withoutParser = (folder: string, ...words: readonly string[]): Promise<Ran> => {
  const hook =
    "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name === 'oxc-parser') throw new Error('no native binding'); return next(name, context) } })"
  const flags = ['--conditions=tenon-source', `--import=data:text/javascript,${encodeURIComponent(hook)}`]
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, MAIN, ...words], { cwd: folder, env: ENVIRONMENT }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

describe('Without its parser', () => {
  test('the command line reports that, and does not exit as if it had found something', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    for (const words of [[], ['--prove'], ['--changed']]) {
      const { code, stdout, stderr } = await withoutParser(folder, ...words)
      assert.deepEqual([code, stdout], [25, ''], stderr)
      assert.match(stderr, /^tenon-check: a defect of tenon-check\. Please report it\.\nError: no native binding\n/)
    }
  })

  test('it shows its version', async (t) => {
    const { code, stderr } = await withoutParser(await shop(t, {}), '--version')
    assert.deepEqual([code, stderr], [0, ''])
  })
})
