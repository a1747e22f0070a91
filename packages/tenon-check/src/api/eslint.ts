import { lintPlugin } from '../service/eslint/plugin.ts'

const plugin = lintPlugin(() => performance.now())

// ESLint and oxlint both take a plugin by its default export.
export { plugin as default }
export { parser } from '../service/eslint/parser.ts'
export type { LintPlugin } from '../service/eslint/plugin.ts'
