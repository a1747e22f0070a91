import { allowedGlobals } from './globals.ts'

/**
 * Globals that touch nothing outside the program when they are called: those that a domain may use, and values of the
 * host that only hold what they are given. Everything else is assumed to reach outside.
 */
const PURE: ReadonlySet<string> = new Set([
  ...allowedGlobals.flatMap(({ names }) => names),
  'Buffer',
  'FormData',
  'Headers',
])

/** Members that are pure although the rest of their object is not. */
const PURE_MEMBERS: ReadonlySet<string> = new Set([
  'globalThis.Symbol',
  'import.meta.resolve',
  'require',
  'require.resolve',
])

/** Properties of the host that never change. */
const FIXED = /^process\.(arch|execArgv|execPath|features|platform|release|version|versions)\./

/** Members that read a clock, wait or draw a random number, although the rest of their global is pure. */
const IMPURE = /^(?:Date\.now|Math\.random|AbortSignal\.timeout|Atomics\.wait(?:Async)?|Temporal\.Now(?:\..*)?)$/

/**
 * Whether calling a global, such as `Math.max`, does nothing outside the program. `path` is the call in short: `new
 * Date()` reads the clock, `new Date` with arguments does not. Loading a module with `require` counts as an import.
 */
export const isPureGlobal = (name: string, path: string): boolean => {
  const [root = ''] = name.split('.')
  if (name === 'Date') return path.startsWith('new ') && path !== 'new Date()'
  return PURE_MEMBERS.has(name) || FIXED.test(name) || (PURE.has(root) && !IMPURE.test(name))
}
