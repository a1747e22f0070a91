import type { Span } from './span.ts'

/** What a name is given to. */
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

/** A name that a file declares. What merely uses a name declared elsewhere declares none. */
export interface DeclaredName extends Span {
  readonly name: string
  readonly named: Named
  /** The declaration at the top of the file that holds it, its own name when it is one itself. */
  readonly within: string
  /** The module from which another name for something is imported or exported on; `null` where the file declares the thing itself. */
  readonly from: string | null
}

/** A key of an object or a type, or a string that is one word or begins like a URL, as the file has it. Other strings are prose. */
export interface Word extends Span {
  readonly text: string
  /** `beginning`: what stands in a template before its first value. */
  readonly form: 'literal' | 'beginning' | 'key'
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
}

/**
 * A place where a declaration's type is made of what another module provides: `extends`, an alias, `Pick`, a field's type. What functions and
 * methods take and give, and what stands in their bodies, makes no model.
 */
export interface Derivation extends Span {
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
  readonly specifier: string
  /** The name in the other module; `*` for the whole. */
  readonly imported: string
}
