import type { Origin } from './effect.ts'
import type { Span } from './span.ts'

/** A call of something imported as `capability`, `need` or `bind`. Where the import leads tells whether it is Tenon's. */
export interface AnchorCall extends Span {
  readonly anchor: 'capability' | 'need' | 'bind'
  /** What is called, as the file imports it. */
  readonly callee: Origin
  /** The constant at the top of the file that holds what it gives, or `null` where it is used at once. */
  readonly name: string | null
  /** The names under which the file exports that constant. */
  readonly exports: readonly string[]
  /** Whether it stands at the top of the file, outside of any function and class. */
  readonly top: boolean
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
  /** Where its first argument comes from: the capability of a need, the need of a binding. */
  readonly subject: Origin
  /** Where its second argument comes from: the executor of a binding. */
  readonly executor: Origin
}

/** A method of a declared type; or, in an abstract class, what is no method that others fill in. */
export interface DeclaredMethod extends Span {
  readonly name: string
  readonly form: 'abstract' | 'implemented' | 'static' | 'constructor'
  /** Whether it answers later: with a promise, or with item after item. */
  readonly asynchronous: boolean
  /** Whether its result is stated, and as something that tells what comes: `any`, `unknown`, `object` and `{}` do not. */
  readonly result: 'stated' | 'missing' | 'any'
  /** The parameters that have no type, or `any`. */
  readonly untyped: readonly string[]
  /** The types of what it takes. */
  readonly takes: readonly Origin[]
  /** The types of what it gives. */
  readonly gives: readonly Origin[]
}

/** An interface, a type or a class at the top of a file. Its span is its name's. */
export interface DeclaredType extends Span {
  readonly name: string
  readonly form: 'interface' | 'type' | 'class' | 'abstract_class'
  /** The names under which the file exports it. */
  readonly exports: readonly string[]
  /** Whether it has methods, or fields that hold functions, and nothing else. */
  readonly methodsAlone: boolean
  readonly methods: readonly DeclaredMethod[]
  /** The fields that must be stated, and may be `null` or `undefined`. */
  readonly absences: readonly string[]
  /** The types that it is made of: what it extends, or is another name for, or takes parts of; not those of its fields. */
  readonly made: readonly Origin[]
}

/** How a file claims to fulfil a contract. */
export interface Fulfilment extends Span {
  readonly contract: Origin
  /** The class, constant or function at the top of the file that does. */
  readonly by: string
  /** `capability`: an executor names its capability as data. `annotation`: a constant, a field or a function's result of that type. */
  readonly form: 'implements' | 'extends' | 'satisfies' | 'annotation' | 'capability'
  /** `literal`: an object of which the file says directly that it is one. `within`: a literal list or record of some. */
  readonly given: 'literal' | 'within' | 'other'
  /** The types of what a class's constructor, or the functions around a literal, take; empty for the rest. */
  readonly takes: readonly Origin[]
}

/** What an executor takes as its config. Its span is the type's. */
export interface ConfigUse extends Span {
  /** The class that executes, or the function that makes one. */
  readonly executor: string
  /** Whether it has an `execute`, or just claims to fulfil something. */
  readonly known: 'execute' | 'implements'
  /** What it claims to fulfil. */
  readonly fulfils: readonly Origin[]
  /** The type as the file writes it. */
  readonly text: string
  /** `any`: it does not tell what is in it. `inline`: its fields stand right there. `primitive`: it is no config, but a text or a number. */
  readonly type: 'named' | 'any' | 'inline' | 'primitive'
  /** Where the first name in the type comes from; `other` where it has none. */
  readonly origin: Origin
  /** Where all the names in the type come from; global ones are left out. */
  readonly origins: readonly Origin[]
}
