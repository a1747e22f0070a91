import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'

/** Lists the modules that a module loads, in a process of its own. */
const loadedBy = async (url: string): Promise<readonly string[]> => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await import(${JSON.stringify(url)})
    console.log(JSON.stringify(loaded))
  `
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=tenon-source',
    '--input-type=module',
    '--eval',
    script,
  ])
  return JSON.parse(stdout)
}

describe('The checker loads no zod', { concurrency: 2 }, () => {
  for (const api of ['index', 'eslint', 'cli/check'])
    test(`through ${api}.ts`, async () => {
      const loaded = await loadedBy(import.meta.resolve(`../../src/api/${api}.ts`))
      assert.ok(loaded.some((url) => url.includes('oxc-parser')))
      assert.deepEqual(
        loaded.filter((url) => url.includes('/zod/')),
        [],
      )
    })
})

describe('The checker loads no parser', { concurrency: 2 }, () => {
  for (const [api, others] of [
    ['cli', ['commander', 'oxc-parser']],
    ['cli/program', ['oxc-parser']],
  ] as const)
    test(`through ${api}.ts, until it is needed`, async () => {
      const loaded = await loadedBy(import.meta.resolve(`../../src/api/${api}.ts`))
      assert.deepEqual(
        loaded.filter((url) => others.some((other) => url.includes(`/${other}/`))),
        [],
      )
    })
})
