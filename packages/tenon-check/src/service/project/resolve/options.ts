import type { NapiResolveOptions } from 'oxc-resolver'

/**
 * Returns the options of the native resolver that resolve as Node and TypeScript do. `conditions` are added to the
 * usual ones.
 */
export const optionsFor = (conditions: readonly string[]): NapiResolveOptions => ({
  conditionNames: [...conditions, 'types', 'import', 'require', 'node', 'default'],
  extensions: ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.d.mts', '.d.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
  extensionAlias: {
    '.js': ['.ts', '.tsx', '.d.ts', '.js', '.jsx'],
    '.jsx': ['.tsx', '.jsx'],
    '.mjs': ['.mts', '.d.mts', '.mjs'],
    '.cjs': ['.cts', '.d.cts', '.cjs'],
  },
  mainFields: ['types', 'module', 'main'],
  nodePath: false,
})
