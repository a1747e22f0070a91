import type { Node } from 'oxc-parser'
import type { FailureMember } from '../../../../domain/facts/failure.ts'
import { bare, isConst, textOf } from '../../walk/expression.ts'
import type { Here } from '../../walk/walk.ts'

/** Returns a word of a vocabulary. */
export const word = (text: string, { start, end }: Node): FailureMember => ({
  kind: 'word',
  key: null,
  text,
  start,
  end,
})

/** Returns a part of a vocabulary that is not a word. Its text is the source text. */
export const member = (kind: Exclude<FailureMember['kind'], 'word'>, here: Here, node: Node): FailureMember => ({
  kind,
  key: null,
  text: inShort(here.text.slice(node.start, node.end)),
  start: node.start,
  end: node.end,
})

const inShort = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** Returns the string or number literal that an expression is, or `null`. */
export const literalOf = (node: Node): string | number | null => {
  const value = bare(node)
  if (value.type === 'Literal' && typeof value.value === 'number') return value.value
  if (value.type !== 'UnaryExpression' || value.operator !== '-') return textOf(value)
  const negated = literalOf(value.argument)
  return typeof negated === 'number' ? -negated : null
}

/**
 * Whether the stated type of a constant says that it uses the words of another vocabulary: `Record<OrderFailure,
 * string>`, `readonly OrderFailure[]`. A `Record<string, string>` or a `readonly string[]` is not.
 */
export const isOfOthers = (type: Node): boolean => {
  switch (type.type) {
    case 'TSArrayType':
      return isOfOthers(type.elementType)
    case 'TSTypeOperator':
      return isOfOthers(type.typeAnnotation)
    case 'TSMappedType':
      return type.constraint.type !== 'TSStringKeyword'
    case 'TSTypeReference': {
      if (isConst(type)) return false
      const of = type.typeArguments?.params[0]
      const name = type.typeName.type === 'Identifier' ? type.typeName.name : ''
      return of === undefined || !WRAPPING.has(name) || isOfOthers(of)
    }
    default:
      return false
  }
}

const WRAPPING: ReadonlySet<string> = new Set(['Record', 'Readonly', 'ReadonlyArray', 'Array'])

/** Whether an expression is an empty object or array that is not frozen. */
export const isBare = (node: Node): boolean =>
  (node.type === 'ObjectExpression' && node.properties.length === 0) ||
  (node.type === 'ArrayExpression' && node.elements.length === 0)
