import type { Node } from 'oxc-parser'
import type { FailureMember } from '../../../../domain/rules/facts/failure.ts'
import { bare, isConst, textOf } from '../../walk/expression.ts'
import type { Here } from '../../walk/walk.ts'

/** One word of a vocabulary. */
export const word = (text: string, { start, end }: Node): FailureMember => ({
  kind: 'word',
  key: null,
  text,
  start,
  end,
})

/** One part of a vocabulary that is no word; its text is what the file writes. */
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

/** The text or the number that an expression writes out, or `null` where it is neither. */
export const literalOf = (node: Node): string | number | null => {
  const value = bare(node)
  if (value.type === 'Literal' && typeof value.value === 'number') return value.value
  if (value.type !== 'UnaryExpression' || value.operator !== '-') return textOf(value)
  const negated = literalOf(value.argument)
  return typeof negated === 'number' ? -negated : null
}

/**
 * Whether a type that a constant is given says that it is made of another vocabulary's words: `Record<OrderFailure, string>`,
 * `readonly OrderFailure[]`. A `Record<string, string>` or a `readonly string[]` is not.
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

/** Whether an object or an array is empty, and nothing says that it stays so. */
export const isBare = (node: Node): boolean =>
  (node.type === 'ObjectExpression' && node.properties.length === 0) ||
  (node.type === 'ArrayExpression' && node.elements.length === 0)
