import { lintPlugin } from '../service/eslint/plugin.ts'
import { runtime } from '../service/node/runtime.ts'

const plugin = lintPlugin(() => runtime.now())

// ESLint and oxlint both take a plugin by its default export.
export { plugin as default }
export { parser } from '../service/eslint/parser.ts'
export type { LintPlugin } from '../service/eslint/plugin.ts'
