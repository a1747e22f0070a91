import { globSync } from 'node:fs'
import { sep } from 'node:path'

/**
 * The folders of tests that only compute, or read and write files of their own. They run in one process, which saves a
 * start for each file. A file that starts a process or a server, or changes what all files of a process share, does not
 * belong here: test/house/lanes.test.ts looks.
 */
const PURE = ['test/domain/', 'test/service/{binding,memory,node,oxc,project,semantics}/', 'test/house/']

/** Files in these folders that need a process of their own. */
export const apart: readonly string[] = [
  'test/house/declarations.test.ts',
  'test/house/loading.test.ts',
  'test/house/npm-test.test.ts',
  'packages/tenon/test/service/memory/key-value/process-end.test.ts',
  'packages/tenon-check/test/service/node/git.test.ts',
  'packages/tenon-check/test/service/oxc/depth.test.ts',
  'packages/tenon-check/test/service/project/git-ignore.test.ts',
]

/** The test files by lane, as paths from the root. */
export interface Lanes {
  readonly pure: readonly string[]
  readonly rest: readonly string[]
}

/**
 * Sorts the test files below a root folder into lanes. The packages of a workspace have the same folders of tests as
 * the root.
 */
export const lanesOf = (root: string): Lanes => {
  const found = (patterns: readonly string[]): string[] =>
    globSync(
      patterns.map((pattern) => `{,packages/*/}${pattern}`),
      { cwd: root },
    )
      .map((path) => path.replaceAll(sep, '/'))
      .filter((path) => !path.includes('/fixtures/'))
  const all = found(['test/**/*.test.ts']).toSorted()
  const pure = new Set(found(PURE.map((folder) => `${folder}**/*.test.ts`)))
  const isPure = (path: string): boolean => pure.has(path) && !apart.includes(path)
  return { pure: all.filter(isPure), rest: all.filter((path) => !isPure(path)) }
}
