import type { ConfigUse } from '../facts/capability.ts'
import { definitionOf } from '../project/definition.ts'
import type { View } from '../project/view.ts'
import { isTenon } from './anchors.ts'
import { contractAt } from './contract.ts'

/**
 * The configs that executors in a file take. An executor has an `execute`, or implements a contract of the domain or
 * Tenon's `Executor`.
 */
export const executorConfigsOf = (view: View): readonly ConfigUse[] =>
  view.facts.configs.filter(
    ({ known, fulfils }) =>
      known === 'execute' || fulfils.some((each) => contractAt(view, each) !== null || isExecutor(view, each)),
  )

const isExecutor = (view: View, origin: ConfigUse['origin']): boolean => {
  const found = definitionOf(view, origin)
  return found?.kind === 'foreign' && found.name === 'Executor' && isTenon(found.edge)
}
