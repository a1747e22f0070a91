import type { Node } from 'oxc-parser'
import type { Span } from '../../../../domain/facts/span.ts'
import { keyName } from '../../walk/expression.ts'

/**
 * A part that a pattern takes from a value: `env` in `const { env } = process`. Nested parts are joined with dots. A
 * computed part or a rest element is `[]`.
 */
interface Taken extends Span {
  readonly key: string
}

/**
 * Returns the parts that a declaration, a default or an assignment takes from a value by a pattern; `null` if the value
 * is not destructured there.
 */
export const takenBy = (holder: Node, value: Node): readonly Taken[] | null => {
  switch (holder.type) {
    case 'VariableDeclarator':
      return holder.init === value ? partsOf(holder.id) : null
    case 'AssignmentExpression':
      return holder.right === value ? partsOf(holder.left) : null
    case 'AssignmentPattern':
      return holder.right === value ? partsOf(holder.left) : null
    default:
      return null
  }
}

const partsOf = (pattern: Node): readonly Taken[] | null => {
  if (pattern.type !== 'ObjectPattern') return null
  return pattern.properties.flatMap((property): readonly Taken[] => {
    const { start, end } = property
    if (property.type !== 'Property') return [{ key: '[]', start, end }]
    const key = keyName(property)
    const inner = property.value.type === 'AssignmentPattern' ? property.value.left : property.value
    return partsOf(inner)?.map((part) => ({ ...part, key: `${key}.${part.key}` })) ?? [{ key, start, end }]
  })
}
