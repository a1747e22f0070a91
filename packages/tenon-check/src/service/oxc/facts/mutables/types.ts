import type { Node } from 'oxc-parser'
import { withEdits } from '../../../../domain/judgement/edits.ts'
import type { Edit } from '../../../../domain/facts/edit.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'
import { keyText } from '../fields/place.ts'
import { type Changeable, inField, inserted } from './found.ts'

/**
 * Finds what a declared type lets others change. Parameters and results of functions are not looked at, nor types
 * derived from other types.
 */
export const changeableIn = (type: Node, here: Here): readonly Changeable[] => look(type, OPEN, here)

/** The context of a type. */
interface Around {
  /** Whether it is inside `readonly` or `Readonly<…>`. */
  readonly frozen: boolean
  /** Whether a `readonly` before it needs parentheses, as in `(readonly string[])[]`. */
  readonly tight: boolean
}

const OPEN: Around = Object.freeze({ frozen: false, tight: false })
const FROZEN: Around = Object.freeze({ frozen: true, tight: false })
const TIGHT: Around = Object.freeze({ frozen: false, tight: true })

const look = (node: Node, around: Around, here: Here): readonly Changeable[] => {
  switch (node.type) {
    case 'TSFunctionType':
    case 'TSConstructorType':
    case 'TSCallSignatureDeclaration':
    case 'TSConstructSignatureDeclaration':
    case 'TSTypeQuery':
    case 'TSInferType':
    case 'TSTypeParameterDeclaration':
      return []
    case 'TSMethodSignature': {
      const name = keyText(node.key, here.text)
      return node.kind === 'set' ? [{ ...spanOf(node), form: 'setter', name, part: name, edit: null }] : []
    }
    case 'TSPropertySignature': {
      const name = keyText(node.key, here.text)
      const inner = inField(name, lookInto(node.typeAnnotation, here))
      if (node.readonly || around.frozen) return inner
      return [{ ...spanOf(node), form: 'field', name, part: name, edit: inserted(node.start, 'readonly ') }, ...inner]
    }
    case 'TSIndexSignature':
      return lookAtIndex(node, around, here)
    case 'TSTypeLiteral':
      return node.members.flatMap((each) => look(each, around, here))
    case 'TSUnionType':
    case 'TSIntersectionType':
      return node.types.flatMap((each) => look(each, { frozen: around.frozen, tight: false }, here))
    case 'TSConditionalType':
      return [node.trueType, node.falseType].flatMap((each) => look(each, OPEN, here))
    case 'TSMappedType':
      return lookAtMapped(node, around, here)
    case 'TSIndexedAccessType':
      return look(node.objectType, FROZEN, here)
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? look(node.typeAnnotation, FROZEN, here) : []
    case 'TSOptionalType':
      return look(node.typeAnnotation, TIGHT, here)
    case 'TSRestType':
      return lookAtRest(node.typeAnnotation, here)
    case 'TSArrayType':
      return list(node, 'array', around, look(node.elementType, TIGHT, here), here)
    case 'TSTupleType':
      // An empty tuple has nothing that could be changed.
      if (node.elementTypes.length === 0) return []
      return list(
        node,
        'tuple',
        around,
        node.elementTypes.flatMap((each) => look(each, OPEN, here)),
        here,
      )
    case 'TSTypeReference':
      return lookAtReference(node, around, here)
    default:
      return childrenOf(node).flatMap((each) => look(each, OPEN, here))
  }
}

/** Looks at the type of an annotation, if there is one. */
const lookInto = (annotation: Node | null | undefined, here: Here): readonly Changeable[] =>
  annotation === null || annotation === undefined ? [] : look(annotation, OPEN, here)

/** Looks at an index signature of a type or of a class. */
const lookAtIndex = (
  node: Extract<Node, { readonly type: 'TSIndexSignature' }>,
  { frozen }: Around,
  here: Here,
): readonly Changeable[] => {
  const inner = inField('[…]', lookInto(node.typeAnnotation, here))
  if (node.readonly || frozen) return inner
  const at = here.text.indexOf('[', node.start)
  return [{ ...spanOf(node), form: 'index', name: '[…]', part: '[…]', edit: inserted(at, 'readonly ') }, ...inner]
}

/**
 * Looks at a mapped type. One over the keys of another type, such as `keyof T` or a type parameter, is as readonly as
 * that type. Functions in a mapped type are its methods.
 */
const lookAtMapped = (
  node: Extract<Node, { readonly type: 'TSMappedType' }>,
  { frozen }: Around,
  here: Here,
): readonly Changeable[] => {
  const inner = inField('[…]', lookInto(node.typeAnnotation, here))
  if (node.readonly || frozen || node.nameType !== null || node.typeAnnotation?.type === 'TSFunctionType') return inner
  if (!areWords(node.constraint, here)) return inner
  const at = here.text.indexOf('[', node.start)
  const name = here.text.slice(at, node.key.end)
  return [
    { ...spanOf(node), form: 'index', name: `${name} in …]`, part: '[…]', edit: inserted(at, 'readonly ') },
    ...inner,
  ]
}

/** Whether keys are written as literals or as `string`, in place or in a type of the file. */
const areWords = (keys: Node, here: Here): boolean => {
  if (keys.type !== 'TSTypeReference' || keys.typeName.type !== 'Identifier') return isWritten(keys)
  const named = here.lookup(keys.typeName.name)?.node
  return named?.type === 'TSTypeAliasDeclaration' && isWritten(named.typeAnnotation)
}

const isWritten = (keys: Node): boolean =>
  keys.type === 'TSUnionType' ? keys.types.every(isWritten) : WORDS.has(keys.type)

const WORDS: ReadonlySet<string> = new Set(['TSLiteralType', 'TSTemplateLiteralType', 'TSStringKeyword'])

/** Looks at the rest element of a tuple. The rest is as readonly as the tuple; only its items are looked at. */
const lookAtRest = (node: Node, here: Here): readonly Changeable[] => {
  if (node.type === 'TSNamedTupleMember') return lookAtRest(node.elementType, here)
  return node.type === 'TSArrayType' ? look(node.elementType, TIGHT, here) : look(node, FROZEN, here)
}

/** Returns the finding for an array or a tuple, and what was found in it. */
const list = (
  node: Node,
  form: 'array' | 'tuple',
  { frozen, tight }: Around,
  inner: readonly Changeable[],
  here: Here,
): readonly Changeable[] => {
  if (frozen) return inner
  const edit = tight ? wrapped(node, '(readonly ', inner, ')', here) : inserted(node.start, 'readonly ')
  return [{ ...spanOf(node), form, name: shortly(node, here), part: '', edit }, ...inner]
}

const lookAtReference = (
  node: Extract<Node, { readonly type: 'TSTypeReference' }>,
  { frozen }: Around,
  here: Here,
): readonly Changeable[] => {
  const { typeName } = node
  const written = typeName.type === 'Identifier' ? typeName.name : ''
  if (DEEP.has(written)) return []
  const name = KNOWN.has(written) && here.lookup(written) === null ? written : ''
  const each = node.typeArguments?.params ?? []
  const inner = each.flatMap((argument) => look(argument, name === 'Readonly' ? FROZEN : OPEN, here))
  const said = { ...spanOf(node), name: shortly(node, here), part: '' }
  if (name === 'Array' && !frozen) return [{ ...said, form: 'array', edit: renamed(typeName, name) }, ...inner]
  if (name === 'Set' || name === 'Map')
    return [{ ...said, form: 'collection', edit: renamed(typeName, name) }, ...inner]
  if (name === 'Record' && !frozen)
    return [{ ...said, form: 'collection', edit: wrapped(node, 'Readonly<', inner, '>', here) }, ...inner]
  return inner
}

/** The built-in types that affect what can be changed. */
const KNOWN: ReadonlySet<string> = new Set(['Array', 'Set', 'Map', 'Record', 'Readonly'])

/** The names that libraries use for a deeply readonly type. */
const DEEP: ReadonlySet<string> = new Set(['DeepReadonly', 'ReadonlyDeep', 'Immutable'])

const renamed = (node: Node, name: string): Edit => ({ ...spanOf(node), text: `Readonly${name}` })

/**
 * Returns an edit that wraps a node in two texts. It includes the edits inside the node, because an edit inside another
 * one is left out.
 */
const wrapped = (node: Node, before: string, inner: readonly Changeable[], after: string, here: Here): Edit => {
  const { start, end } = node
  const edits = outermost(inner.flatMap(({ edit }) => edit ?? []))
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
  return { start, end, text: `${before}${withEdits(here.text.slice(start, end), shifted)}${after}` }
}

/** Returns the edits that do not begin inside an earlier one. */
const outermost = (edits: readonly Edit[]): readonly Edit[] => {
  let reached = 0
  return edits.filter(({ start, end }) => {
    if (start < reached) return false
    reached = end
    return true
  })
}

const spanOf = ({ start, end }: Node): { readonly start: number; readonly end: number } => ({ start, end })

const SHORT = 40

/** Returns a short form of a type, for a message. */
const shortly = (node: Node, here: Here): string => {
  const text = here.text.slice(node.start, node.end).replaceAll(/\s+/g, ' ')
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text
}
