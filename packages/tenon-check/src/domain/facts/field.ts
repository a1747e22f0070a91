import type { Edit } from './edit.ts'
import type { Origin } from './effect.ts'
import type { Span } from './span.ts'

/** The top-level declaration that contains a field. */
export interface Holder {
  readonly name: string
  readonly declared: 'interface' | 'type' | 'class' | 'const' | 'let' | 'function' | 'enum' | 'statement'
  readonly exported: boolean
  /** Whether it is an executor: a class with an `execute` of its own. */
  readonly executes: boolean
  /** Where it begins, including its decorators. */
  readonly begins: number
  /** The range of its name; of its first word if it has no name. */
  readonly named: Span
}

/** The ways in which a value can be left unstated. */
export type DefaultForm =
  | 'optional_field'
  | 'optional_parameter'
  | 'field_initialiser'
  | 'parameter_default'
  | 'pattern_default'
  | 'partial'
  | 'schema_default'
  | 'schema_optional'
  | 'spread_default'
  | 'fallback'

/** One value that may be left unstated. */
export interface Default extends Span {
  readonly form: DefaultForm
  readonly holder: Holder
  /** Whether the holder is a config by its name, or a config of this file is built from it. */
  readonly config: boolean
  /** What another file must export as a schema for this to be one, or `null` if that is already known. */
  readonly schema: { readonly specifier: string; readonly imported: string } | null
  /** The field of another file's type that the value replaces, or `null`. */
  readonly field: { readonly type: Origin; readonly name: string } | null
  /** The field or parameter that may be omitted, or the call that allows it. */
  readonly name: string
  /** The value that is used instead, as the file writes it; `null` if there is none. */
  readonly instead: string | null
}

/** A top-level constant that is a schema. */
export interface SchemaConstant {
  readonly name: string
  /** What another file must export as a schema for this to be one, or `null` if that is already known. */
  readonly made: { readonly specifier: string; readonly imported: string } | null
}

/** The ways in which a declared value can be changed. */
export type MutableForm =
  | 'field'
  | 'index'
  | 'array'
  | 'tuple'
  | 'collection'
  | 'setter'
  | 'assignment'
  | 'mutation'
  | 'let'
  | 'module_state'
  | 'object'
  | 'schema'

/** One mutable part of what a file declares. */
export interface Mutable extends Span {
  readonly form: MutableForm
  readonly holder: Holder
  /** Whether the holder is a config by its name, or a config of this file is built from it. */
  readonly config: boolean
  readonly name: string
  /**
   * The field of the declaration that it is or is in, with dots for nested fields; empty if it is the declaration
   * itself.
   */
  readonly part: string
  /** The edit that makes it readonly without changing what runs, or `null` if a person must decide. */
  readonly edit: Edit | null
}
