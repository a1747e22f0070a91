import type { Span } from './span.ts'

/** The ways in which a file of JavaScript or TypeScript can name another module. */
export type ReferenceForm =
  | 'import'
  | 'export'
  | 'dynamic_import'
  | 'require'
  | 'import_equals'
  | 'import_type'
  | 'declare_module'
  | 'reference_types'
  | 'reference_path'
  | 'url'
  | 'import_meta_resolve'
  | 'builtin_module'
  | 'jsdoc'

/**
 * One name that a reference brings into the file, or hands on: `imported` is `default`, `*`, or the name in the other module, `local` the one
 * here, or the one that it is exported by. A module that is handed on in whole, by `export *`, has none.
 */
export interface BroughtName {
  readonly imported: string
  readonly local: string
}

/** One mention of another module. */
export interface Reference extends Span {
  readonly form: ReferenceForm
  /** What the file writes, as an import would write it (`./a.ts` where a URL has `a.ts`), or `null` where it is computed as the program runs. */
  readonly specifier: string | null
  /** Whether it is gone when the types are: `import type`, `import('x').T`. */
  readonly typeOnly: boolean
  readonly names: readonly BroughtName[]
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
}

/** Whether a file cannot be built or run when a reference leads nowhere. The others may name what is not there yet: a folder, a build's output, a module without types. */
export const mustLead = ({ form }: Reference): boolean => LEADING.has(form)

const LEADING: ReadonlySet<ReferenceForm> = new Set([
  'import',
  'export',
  'dynamic_import',
  'require',
  'import_equals',
  'import_type',
])
