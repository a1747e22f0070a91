import type { Span } from './span.ts'

/** Where code runs just because a module is loaded or a model is made. */
export type EffectPosition = 'module' | 'field' | 'static' | 'constructor'

/**
 * What a piece of code does there. `decorate` is a call that a decorator makes when its class is declared. `extend` is what making one of a class does to its parent, which it makes first. `export` does
 * nothing itself: it says by what other name, `*` for all, a routine can be run from outside.
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

/** One thing that happens when a module is loaded, a model is made, or a function is called. */
export interface Effect extends Span {
  /** `function` where it runs only when somebody calls: a function, a method, the door of a class with a private constructor. */
  readonly position: EffectPosition | 'function'
  /**
   * What has to run for it: empty for the module itself, `Order` for making an order, `open` for a function, `Order.of` for a static
   * method, `Order#pay` for a method. What does not stand at the top of the file has its offset behind an `@`.
   */
  readonly routine: string
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
  readonly deed: EffectDeed
  /** The expression in short, such as `Date.now` or `this.pool.connect`. */
  readonly path: string
  readonly origin: Origin
  /** The routine that it runs, as the file names it that declares it; empty where nobody can tell. */
  readonly target: string
  /** Where the stated type of what it is done to comes from; `other` where none is stated. */
  readonly type: Origin
  /** Whether anything is done with what it gives. */
  readonly kept: boolean
}
