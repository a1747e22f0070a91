import type { Origin } from './effect.ts'
import type { Span } from './span.ts'

/**
 * A call of something imported as `capability`, `need` or `bind`. Where the import leads decides whether it is Tenon's.
 */
export interface AnchorCall extends Span {
  readonly anchor: 'capability' | 'need' | 'bind'
  /** What is called, as the file imports it. */
  readonly callee: Origin
  /** The top-level constant that holds the result, or `null` if the result is used in place. */
  readonly name: string | null
  /** The names under which the file exports that constant. */
  readonly exports: readonly string[]
  /** Whether it is at the top level of the file, outside functions and classes. */
  readonly top: boolean
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
  /** Where its first argument comes from: the capability of a need, the need of a binding. */
  readonly subject: Origin
  /** Where its second argument comes from: the executor of a binding. */
  readonly executor: Origin
}

/** A method of a declared type; or, in an abstract class, a member that is not an abstract method. */
export interface DeclaredMethod extends Span {
  readonly name: string
  readonly form: 'abstract' | 'implemented' | 'static' | 'constructor'
  /** Whether it is asynchronous: it returns a promise or an async iterable. */
  readonly asynchronous: boolean
  /** Whether its result type is stated. `any`, `unknown`, `object` and `{}` say nothing about the result. */
  readonly result: 'stated' | 'missing' | 'any'
  /** The parameters that have no type, or `any`. */
  readonly untyped: readonly string[]
  /** The types of its parameters. */
  readonly takes: readonly Origin[]
  /** The types of its result. */
  readonly gives: readonly Origin[]
}

/** An interface, a type or a class at the top level of a file. Its span is that of its name. */
export interface DeclaredType extends Span {
  readonly name: string
  readonly form: 'interface' | 'type' | 'class' | 'abstract_class'
  /** The names under which the file exports it. */
  readonly exports: readonly string[]
  /** Whether it has only methods, or fields that hold functions. */
  readonly methodsAlone: boolean
  readonly methods: readonly DeclaredMethod[]
  /** The fields that must be stated and may be `null` or `undefined`. */
  readonly absences: readonly string[]
  /**
   * The types that it is built from: those that it extends, is an alias of, or takes parts of; not those of its fields.
   */
  readonly made: readonly Origin[]
}

/** A statement in a file that something implements a contract. */
export interface Fulfilment extends Span {
  readonly contract: Origin
  /** The top-level class, constant or function that implements it. */
  readonly by: string
  /**
   * `capability`: an executor names its capability as data. `annotation`: a constant, a field or the result of a
   * function has that type.
   */
  readonly form: 'implements' | 'extends' | 'satisfies' | 'annotation' | 'capability'
  /**
   * `literal`: an object literal that the file directly declares to be one. `within`: a literal list or record of them.
   */
  readonly given: 'literal' | 'within' | 'other'
  /** The types of the parameters of a class's constructor, or of the functions around a literal; empty for the rest. */
  readonly takes: readonly Origin[]
}

/** The config that an executor takes. Its span is that of the type. */
export interface ConfigUse extends Span {
  /** The class that executes, or the function that creates one. */
  readonly executor: string
  /** Whether it has an `execute`, or only claims to implement something. */
  readonly known: 'execute' | 'implements'
  /** What it claims to implement. */
  readonly fulfils: readonly Origin[]
  /** The type as the file writes it. */
  readonly text: string
  /**
   * `any`: the type does not say what is in it. `inline`: its fields are written in place. `primitive`: a string or a
   * number, which is not a config.
   */
  readonly type: 'named' | 'any' | 'inline' | 'primitive'
  /** Where the first name in the type comes from; `other` if it has none. */
  readonly origin: Origin
  /** Where all the names in the type come from, without global ones. */
  readonly origins: readonly Origin[]
}
