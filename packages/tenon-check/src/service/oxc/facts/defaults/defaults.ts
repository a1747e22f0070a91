import type { Default } from '../../../../domain/facts/field.ts'
import type { Visitors } from '../../walk/walk.ts'
import { assignedOver, fallbacks } from './fallbacks.ts'
import { fieldDefaults } from './fields.ts'
import type { Tell } from './found.ts'
import { parameterDefaults } from './parameters.ts'
import { schemaDefault } from './schemas.ts'
import { configTeller } from '../fields/config-parts.ts'
import { holderAt } from '../fields/place.ts'

/** Collects values that may be left out. */
export const defaults = (found: Default[]): Visitors => {
  const isConfig = configTeller()
  const tell: Tell = ({ start, end }, { form, name, instead, schema, field }, here) => {
    const holder = holderAt(here)
    const taken = instead === null ? null : here.text.slice(instead.start, instead.end)
    found.push({ form, holder, config: isConfig(holder, here), schema, field, name, instead: taken, start, end })
  }
  const fields = fieldDefaults(tell)
  const parameters = parameterDefaults(tell)
  return {
    ...fields,
    ...parameters,
    ...fallbacks(tell),
    TSMethodSignature(node, here) {
      fields.TSMethodSignature?.(node, here)
      parameters.TSMethodSignature?.(node, here)
    },
    CallExpression(node, here) {
      schemaDefault(node, here, tell)
      assignedOver(node, here, tell)
    },
  }
}
