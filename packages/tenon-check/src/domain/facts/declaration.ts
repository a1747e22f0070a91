import type { Span } from './span.ts'

/** The kinds of things that have names. */
export type Named =
  | 'interface'
  | 'type'
  | 'class'
  | 'enum'
  | 'const'
  | 'let'
  | 'function'
  | 'namespace'
  | 'property'
  | 'method'
  | 'enum_member'
  | 'parameter'
  | 'type_parameter'
  | 'import'
  | 'export'

/** A name that a file declares. A use of a name declared elsewhere is not one. */
export interface DeclaredName extends Span {
  readonly name: string
  readonly named: Named
  /** The top-level declaration that contains it; its own name if it is one itself. */
  readonly within: string
  /**
   * The module from which another name for something is imported or re-exported; `null` if the file declares the thing
   * itself.
   */
  readonly from: string | null
}

/**
 * A key of an object or a type, or a string that is one word or begins like a URL, as the file writes it. Other strings
 * are prose.
 */
export interface Word extends Span {
  readonly text: string
  /** `beginning`: the part of a template before its first value. */
  readonly form: 'literal' | 'beginning' | 'key'
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
}

/**
 * A place where the type of a declaration is built from what another module provides: `extends`, an alias, `Pick`, the
 * type of a field. What functions and methods take and return, and what their bodies contain, is not part of a model.
 */
export interface Derivation extends Span {
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
  readonly specifier: string
  /** The name in the other module; `*` for the whole module. */
  readonly imported: string
}
