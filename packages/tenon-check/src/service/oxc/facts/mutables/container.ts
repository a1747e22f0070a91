import type { Node } from 'oxc-parser'

/** What a field or a constant holds, as far as it matters which methods change it. */
export type ContainerKind = 'list' | 'collection' | 'other'

/** Returns what a field or a constant holds, judging by its stated type or its initial value. */
export const containerKind = (type: Node | undefined, value: Node | null): ContainerKind => {
  // A readonly value can still be changed after a cast.
  if (type?.type === 'TSTypeOperator' && type.operator === 'readonly') return containerKind(type.typeAnnotation, value)
  if (type?.type === 'TSArrayType' || type?.type === 'TSTupleType' || value?.type === 'ArrayExpression') return 'list'
  const named = type?.type === 'TSTypeReference' ? type.typeName : value?.type === 'NewExpression' ? value.callee : null
  if (named?.type !== 'Identifier') return 'other'
  if (/^(?:Readonly)?Array$/.test(named.name)) return 'list'
  return /^(?:Readonly)?(?:Set|Map)$/.test(named.name) ? 'collection' : 'other'
}

/** Whether a method changes what is held. */
export const isChangedBy = (held: ContainerKind, method: string): boolean =>
  held !== 'other' && CHANGES[held].has(method)

const CHANGES: { readonly [held in 'list' | 'collection']: ReadonlySet<string> } = Object.freeze({
  list: new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin']),
  collection: new Set(['set', 'add', 'delete', 'clear']),
})
