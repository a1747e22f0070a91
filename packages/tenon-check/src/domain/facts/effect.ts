import type { Span } from './span.ts'

/** Where code runs because a module is loaded or a model is created. */
export type EffectPosition = 'module' | 'field' | 'static' | 'constructor'

/**
 * What a piece of code does there. `decorate` is a call that a decorator makes when its class is declared. `extend` is
 * what creating an instance of a class does through its parent class, whose constructor runs first. `export` does
 * nothing itself: it says under what other name, `*` for all, a routine can be run from outside.
 */
export type EffectDeed =
  | 'await'
  | 'call'
  | 'new'
  | 'tag'
  | 'decorate'
  | 'extend'
  | 'export'
  | 'import'
  | 'assign'
  | 'delete'
  | 'read'

/** Where the first name of an expression comes from. */
export type Origin =
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'import'; readonly specifier: string; readonly imported: string }
  | { readonly kind: 'own'; readonly name: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'this'; readonly name: string }
  | { readonly kind: 'other' }

/** An effect that happens when a module is loaded, a model is created, or a function is called. */
export interface Effect extends Span {
  /** `function` if it runs only when it is called: in a function, a method, or a class whose constructor is private. */
  readonly position: EffectPosition | 'function'
  /**
   * The routine that runs it: empty for the module itself, `Order` for creating an order, `open` for a function,
   * `Order.of` for a static method, `Order#pay` for a method. A routine that is not at the top level of the file has
   * its offset after an `@`.
   */
  readonly routine: string
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
  readonly deed: EffectDeed
  /** The expression in short, such as `Date.now` or `this.pool.connect`. */
  readonly path: string
  readonly origin: Origin
  /** The routine that it runs, under the name in the file that declares it; empty if it is unknown. */
  readonly target: string
  /** Where the stated type of the object it acts on comes from; `other` if none is stated. */
  readonly type: Origin
  /** Whether its result is used. */
  readonly kept: boolean
}
