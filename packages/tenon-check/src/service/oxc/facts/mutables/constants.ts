import type { Node } from 'oxc-parser'
import { isFreeze } from '../../walk/expression.ts'
import { ofProgram, type Program } from '../../walk/of-program.ts'
import { pathOf } from '../../walk/origin.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'
import { isZod, libraryWordOf, schemaRootOf } from '../fields/schema.ts'
import { holderAt } from '../fields/place.ts'
import { type Changeable, inserted } from './found.ts'
import { changeableIn } from './types.ts'

type Variables = Extract<Node, { readonly type: 'VariableDeclaration' }>
type Declarator = Variables['declarations'][number]

/** Finds what a top-level variable lets others change. */
export const changeableOfVariable = (node: Variables, declarator: Declarator, here: Here): readonly Changeable[] => {
  const { id, init, start, end } = declarator
  const name = id.type === 'Identifier' ? id.name : here.text.slice(id.start, id.end)
  if (node.declare) return []
  if (node.kind === 'let' || node.kind === 'var') return [{ start, end, form: 'let', name, part: '', edit: null }]
  if (id.type !== 'Identifier' || !holderAt(here).exported) return []
  if (id.typeAnnotation) return changeableIn(id.typeAnnotation, here)
  if (init === null) return []
  const literal = literalOf(init)
  if (literal !== null)
    return [{ start, end, form: 'object', name, part: '', edit: inserted(literal.end, ' as const') }]
  const made = thawed(init)
  if (made.type === 'NewExpression' && COLLECTIONS.has(pathOf(made.callee)))
    return [{ start, end, form: 'collection', name: pathOf(made.callee), part: '', edit: null }]
  return isDescribed(name, here) ? [] : schemasIn(init, [], here)
}

/** Finds a literal that is the default export of a file. */
export const changeableOfDefault = (node: Node): readonly Changeable[] => {
  const literal = literalOf(node)
  if (literal === null) return []
  const { start, end } = node
  return [
    { start, end, form: 'object', name: 'The default export', part: '', edit: inserted(literal.end, ' as const') },
  ]
}

const literalOf = (node: Node): Node | null => {
  const literal = node.type === 'TSSatisfiesExpression' ? node.expression : node
  return literal.type === 'ObjectExpression' || literal.type === 'ArrayExpression' ? literal : null
}

/**
 * Returns the set or the map that is passed to `Object.freeze`. It can still be changed, because its items are not
 * properties.
 */
const thawed = (node: Node): Node => {
  const [given] = isFreeze(node) ? node.arguments : []
  return given?.type === 'NewExpression' && /^(?:Set|Map)$/.test(pathOf(given.callee)) ? given : node
}

const COLLECTIONS: ReadonlySet<string> = new Set(['Array', 'Set', 'Map'])

/** Whether the file declares a type of the same name, so the type is not taken from the schema. */
const isDescribed = (name: string, { path: [program] }: Here): boolean =>
  program?.type === 'Program' && describedIn(program).has(name)

/** Returns the names of the types that a file declares in full. */
const describedIn = ofProgram((program): ReadonlySet<string> => new Set(program.body.flatMap(describedBy)))

const describedBy = (statement: Program['body'][number]): readonly string[] => {
  const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (node?.type === 'TSInterfaceDeclaration') return node.body.body.length > 0 ? [node.id.name] : []
  return node?.type === 'TSTypeAliasDeclaration' && !asks(node.typeAnnotation) ? [node.id.name] : []
}

/** Whether a type is derived from a value, such as `z.infer<typeof Order>`. */
const asks = (node: Node): boolean => node.type === 'TSTypeQuery' || childrenOf(node).some(asks)

/**
 * Finds the objects and lists of a schema whose values can be changed: those without a following `.readonly()`.
 * `behind` are the methods that follow.
 */
const schemasIn = (node: Node, behind: readonly string[], here: Here): readonly Changeable[] => {
  const root = schemaRootOf(node, here)
  return root?.kind === 'library' && isZod(root.specifier) ? chain(node, behind, here) : []
}

const chain = (node: Node, behind: readonly string[], here: Here): readonly Changeable[] => {
  if (node.type !== 'CallExpression') return []
  const { callee, start, end } = node
  const parts = (around: readonly string[]): readonly Changeable[] =>
    node.arguments.flatMap((each) => part(each, around, here))
  const word = libraryWordOf(callee, here)
  if (word !== null) {
    if (!HOLDS.has(word)) return parts(word === 'readonly' ? [word] : behind)
    if (behind.some((each) => SETTLES.has(each))) return parts([])
    return [{ start, end, form: 'schema', name: pathOf(callee), part: '', edit: null }, ...parts([])]
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
  const { name } = callee.property
  const before = chain(callee.object, [name, ...behind], here)
  if (name === 'or' || name === 'and') return [...before, ...parts(behind)]
  return EXTENDS.has(name) ? [...before, ...parts([])] : before
}

/** Looks at a part of a schema: a schema, a list of alternatives, or an object of schemas. */
const part = (node: Node, behind: readonly string[], here: Here): readonly Changeable[] => {
  switch (node.type) {
    case 'CallExpression':
      return schemasIn(node, behind, here)
    case 'ObjectExpression':
      return node.properties.flatMap((each) => (each.type === 'Property' ? part(each.value, [], here) : []))
    case 'ArrayExpression':
      return node.elements.flatMap((each) => (each === null ? [] : part(each, behind, here)))
    default:
      return []
  }
}

const HOLDS: ReadonlySet<string> = new Set([
  'object',
  'strictObject',
  'looseObject',
  'array',
  'tuple',
  'record',
  'partialRecord',
  'looseRecord',
  'map',
  'set',
])

/** Methods after which the value of the schema is frozen, or something else. */
const SETTLES: ReadonlySet<string> = new Set(['readonly', 'transform', 'pipe', 'keyof', 'element', 'shape'])

const EXTENDS: ReadonlySet<string> = new Set(['extend', 'safeExtend', 'merge', 'catchall'])
