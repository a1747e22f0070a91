import type { Node } from 'oxc-parser'
import type { Here } from '../../walk/walk.ts'
import { type Part, partOf } from '../declared/absence.ts'
import { chainOf } from '../effects/chain.ts'
import { keyText } from '../fields/place.ts'
import { isOptional } from './parameters.ts'

/**
 * Returns what the type of a parameter says about a part of it, such as `note` in `order.note`, or in `{ note }` if it
 * is destructured. The parameter itself is not a part.
 */
export const partGiven = (expression: Node, here: Here): Part => {
  const { root, members } = chainOf(expression)
  const bound = root.type === 'Identifier' ? here.lookup(root.name) : null
  if (bound?.kind !== 'parameter' || root.type !== 'Identifier') return UNKNOWN
  const parameter = bound.node.type === 'TSParameterProperty' ? bound.node.parameter : bound.node
  if (parameter.type !== 'Identifier' && parameter.type !== 'ObjectPattern') return UNKNOWN
  const type = parameter.typeAnnotation?.typeAnnotation
  const taken = namesTo(root.name, parameter, here)
  if (type === undefined || taken === null || isOptional(parameter)) return UNKNOWN
  return partOf(type, [...taken, ...members], here)
}

const UNKNOWN: Part = { kind: 'unknown' }

/**
 * Returns the names of the fields that lead to a name in a pattern, or `null` if anything other than fields leads
 * there.
 */
const namesTo = (bound: string, pattern: Node, here: Here): readonly string[] | null => {
  if (pattern.type === 'Identifier') return pattern.name === bound ? [] : null
  if (pattern.type !== 'ObjectPattern') return null
  for (const each of pattern.properties) {
    const inner = each.type === 'Property' ? namesTo(bound, each.value, here) : null
    if (inner !== null && each.type === 'Property') return [keyText(each.key, here.text), ...inner]
  }
  return null
}
