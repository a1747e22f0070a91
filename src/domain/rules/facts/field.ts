import type { Edit } from './edit.ts'
import type { Origin } from './effect.ts'
import type { Span } from './span.ts'

/** What kind of declaration at the top of a file holds a field. */
export interface Holder {
  readonly name: string
  readonly declared: 'interface' | 'type' | 'class' | 'const' | 'let' | 'function' | 'enum' | 'statement'
  readonly exported: boolean
  /** Whether it is a class with an `execute` of its own: an executor. */
  readonly executes: boolean
  /** Where it begins, with its decorators. */
  readonly begins: number
  /** Where its name stands; its first word where it has none. */
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
  /** Whether the holder is a config by its name, or a config of this file is made of it. */
  readonly config: boolean
  /** What another file must export as a schema for this to be one, or `null` where that is known already. */
  readonly schema: { readonly specifier: string; readonly imported: string } | null
  /** The field of another file's type for which something stands in, or `null` where it is none. */
  readonly field: { readonly type: Origin; readonly name: string } | null
  /** The field or parameter that may be left out, or the call that lets it. */
  readonly name: string
  /** The value that is taken instead, as the file writes it; `null` where there is none. */
  readonly instead: string | null
}

/** A constant at the top of a file that is a schema. */
export interface SchemaConstant {
  readonly name: string
  /** What another file must export as a schema for this to be one, or `null` where that is known already. */
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

/** One part of what a file declares that others can change. */
export interface Mutable extends Span {
  readonly form: MutableForm
  readonly holder: Holder
  /** Whether the holder is a config by its name, or a config of this file is made of it. */
  readonly config: boolean
  readonly name: string
  /** The field of the declaration that it is or stands in, with dots where fields stand in fields; empty where it is the declaration itself. */
  readonly part: string
  /** What makes it readonly without changing what runs, or `null` where a person must decide. */
  readonly edit: Edit | null
}
