import type { Span } from './span.ts'

/** The ways in which a JavaScript or TypeScript file can name another module. */
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
 * One name that a reference imports or re-exports: `imported` is `default`, `*`, or the name in the other module;
 * `local` is the name here, or the name under which it is exported. `export *` has none.
 */
export interface BroughtName {
  readonly imported: string
  readonly local: string
}

/** One mention of another module. */
export interface Reference extends Span {
  readonly form: ReferenceForm
  /**
   * The specifier as an import would write it (`./a.ts` if a URL has `a.ts`), or `null` if it is computed at run time.
   */
  readonly specifier: string | null
  /** Whether it disappears with the types: `import type`, `import('x').T`. */
  readonly typeOnly: boolean
  readonly names: readonly BroughtName[]
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
}

/**
 * Whether a file cannot be built or run if the reference leads nowhere. Other references may name what does not exist
 * yet: a folder, build output, a module without types.
 */
export const mustLead = ({ form }: Reference): boolean => LEADING.has(form)

const LEADING: ReadonlySet<ReferenceForm> = new Set([
  'import',
  'export',
  'dynamic_import',
  'require',
  'import_equals',
  'import_type',
])
