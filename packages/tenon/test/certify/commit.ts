import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The hash of the last commit, or `null` if files in these folders (`file:` addresses) differ from it. Throws git's
 * error where git cannot be asked.
 */
export const commitOf = (folders: readonly string[]): string | null => {
  const paths = folders.map((url) => fileURLToPath(url))
  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, { cwd: dirname(paths[0] ?? '.'), encoding: 'utf8' }).trim()
  return git('status', '--porcelain', '--', ...paths) === '' ? git('rev-parse', 'HEAD') : null
}
