import type { EventTypes } from 'tenon'
import { type CommonFailure } from 'tenon'
import type { Committed, ReadModelFailed, Step } from 'tenon/run'
import { failed } from 'tenon/bind'
import { KeptModel } from './kept.ts'

/** Returns the failure of a call to a read model. */
export const failure = (
  word: CommonFailure,
  effect: 'none' | 'unknown',
  operation: ReadModelFailed['operation'],
): ReadModelFailed => failed(word, effect, operation, `${operation}: ${word}.`)

/** What to do at a commit instead of committing: fail, before or after it is stored. */
export interface Instead {
  readonly failed: Committed
  readonly stored: boolean
}

/** A read model whose first commits have the outcomes of a list. */
export class FailingModel<E extends EventTypes> extends KeptModel<E> {
  readonly #instead: (Instead | 'throw')[]

  constructor(projection: KeptModel<E>['projection'], instead: readonly (Instead | 'throw')[]) {
    super(projection)
    this.#instead = [...instead]
  }

  override async commit(step: Step<E>): Promise<Committed> {
    const instead = this.#instead.shift()
    if (instead === undefined) return super.commit(step)
    if (instead === 'throw') throw new Error('it threw')
    if (instead.stored) await super.commit(step)
    return instead.failed
  }
}
