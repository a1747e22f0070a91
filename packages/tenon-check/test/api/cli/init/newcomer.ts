import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { CheckConfig } from '../../../../src/domain/config/check-config.ts'
import { readConfig } from '../../../../src/service/project/config.ts'
import { emptyFolder, jsonLines, checkHere } from '../tenon-check.ts'
import { type Files, write } from '../shop.ts'

/** A source that does nothing. */
export const E = 'export {}\n'

/** Creates a folder with a project that does not use Tenon yet. */
export const newcomer = async (t: TestContext, files: Files): Promise<string> => {
  const folder = await emptyFolder(t)
  await rm(join(folder, 'node_modules'), { recursive: true })
  await write(folder, files)
  return folder
}

/**
 * Creates such a folder as a git repository. It tracks the files that its `.gitignore` files do not name, and those
 * that are named here.
 */
export const repository = async (t: TestContext, files: Files, tracked: readonly string[] = []): Promise<string> => {
  const folder = await newcomer(t, files)
  git(folder, 'init', '--quiet')
  git(folder, 'add', '--all')
  if (tracked.length > 0) git(folder, 'add', '--force', ...tracked)
  return folder
}

/** Runs git in a folder, without the settings of the user who runs the tests. */
export const git = (folder: string, ...words: readonly string[]): string =>
  execFileSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  })

/** Runs init and returns the config that it writes, read as the check reads it, and the rest of its JSON. */
export const written = async (folder: string): Promise<CheckConfig & { readonly [field: string]: unknown }> => {
  const { code, stdout, stderr } = await checkHere(folder, 'init', '--json')
  assert.equal(code, 0, stderr)
  const [said = {}] = jsonLines(stdout)
  const read = readConfig(String(said['config']))
  assert.ok(read.kind === 'config')
  const { layers, ignored, pure } = said
  assert.deepEqual({ layers, ignored, pure, technologies: [] }, read.config)
  return { ...said, ...read.config }
}

/** Runs init and returns its text. */
export const said = async (folder: string): Promise<string> => {
  const { code, stdout, stderr } = await checkHere(folder, 'init')
  assert.equal(code, 0, stderr)
  return stdout
}
