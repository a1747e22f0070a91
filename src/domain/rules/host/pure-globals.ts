import { allowedGlobals } from './globals.ts'

/**
 * Globals that touch nothing outside of the program when they are called: what a domain may use, and values of the host that only hold what
 * they are given. Whatever is not listed is taken to reach outside.
 */
const PURE: ReadonlySet<string> = new Set([
  ...allowedGlobals.flatMap(({ names }) => names),
  'Buffer',
  'FormData',
  'Headers',
])

/** Members of hosts that are pure themselves, though the rest of the host is not. */
const PURE_MEMBERS: ReadonlySet<string> = new Set([
  'globalThis.Symbol',
  'import.meta.resolve',
  'require',
  'require.resolve',
])

/** What the host says of itself and never changes. */
const FIXED = /^process\.(arch|execArgv|execPath|features|platform|release|version|versions)\./

/** What reads a clock, waits or draws a number, though the rest of its global is pure. */
const IMPURE = /^(?:Date\.now|Math\.random|AbortSignal\.timeout|Atomics\.wait(?:Async)?|Temporal\.Now(?:\..*)?)$/

/**
 * Whether to call a global, such as `Math.max`, does nothing outside of the program. `path` is the call in short: `new Date()` reads the
 * clock, `new Date` with arguments does not. To load a module with `require` is an import.
 */
export const isPureGlobal = (name: string, path: string): boolean => {
  const [root = ''] = name.split('.')
  if (name === 'Date') return path.startsWith('new ') && path !== 'new Date()'
  return PURE_MEMBERS.has(name) || FIXED.test(name) || (PURE.has(root) && !IMPURE.test(name))
}
