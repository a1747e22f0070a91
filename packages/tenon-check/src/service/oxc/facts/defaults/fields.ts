import type {
  AccessorProperty,
  MethodDefinition,
  Node,
  PropertyDefinition,
  TSMethodSignature,
  TSNamedTupleMember,
  TSOptionalType,
  TSPropertySignature,
} from 'oxc-parser'
import { isConst, isFreeze, isFunctionValue } from '../../walk/expression.ts'
import { pathOf, rootOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { isDeclared, keyText } from '../fields/place.ts'
import type { Tell } from './found.ts'

/** Finds optional fields, and fields of classes with an initial value. */
export const fieldDefaults = (tell: Tell): Visitors => {
  const optional = (node: Member, here: Here): void => {
    if (node.optional !== true || node.key.type === 'PrivateIdentifier' || !isDeclared(here.path, node)) return
    tell(node, { ...FIELD, name: keyText(node.key, here.text) }, here)
  }
  const element = (node: TSNamedTupleMember | TSOptionalType, here: Here): void => {
    if (!isDeclared(here.path, node)) return
    const name = node.type === 'TSOptionalType' ? node.typeAnnotation : node.label
    tell(node, { ...FIELD, name: keyText(name, here.text) }, here)
  }
  const initialised = (node: Field, here: Here): void => {
    optional(node, here)
    if (node.value === null || node.key.type === 'PrivateIdentifier' || !isDeclared(here.path, node)) return
    if (isFunctionValue(node.value) || (node.readonly && (node.static || isConstant(node, node.value, here)))) return
    const name = keyText(node.key, here.text)
    tell(node, { form: 'field_initialiser', name, instead: node.value, schema: null, field: null }, here)
  }
  return {
    TSPropertySignature: optional,
    TSAbstractPropertyDefinition: optional,
    MethodDefinition: optional,
    TSAbstractMethodDefinition: optional,
    TSMethodSignature: optional,
    PropertyDefinition: initialised,
    AccessorProperty: initialised,
    TSOptionalType: element,
    TSNamedTupleMember(node, here) {
      if (node.optional) element(node, here)
    },
    TSMappedType(node, here) {
      if ((node.optional !== true && node.optional !== '+') || !isDeclared(here.path, node)) return
      tell(node, { ...PARTIAL, name: `[${node.key.name} in …]?` }, here)
    },
    TSTypeReference(node, here) {
      if (node.typeName.type !== 'Identifier' || node.typeName.name !== 'Partial') return
      if (here.lookup('Partial') !== null || !isDeclared(here.path, node)) return
      tell(node, { ...PARTIAL, name: here.text.slice(node.start, node.end) }, here)
    },
  }
}

const FIELD = Object.freeze({ form: 'optional_field', instead: null, schema: null, field: null } as const)
const PARTIAL = Object.freeze({ form: 'partial', instead: null, schema: null, field: null } as const)

/** A field of a class. An abstract field is a `PropertyDefinition` too. */
type Field = PropertyDefinition | AccessorProperty
type Member = Field | MethodDefinition | TSPropertySignature | TSMethodSignature

/**
 * Whether a `readonly` field has the only value that it can have: a literal whose type is not widened, or a constant of
 * a module.
 */
const isConstant = ({ typeAnnotation }: Field, value: Node, here: Here): boolean => {
  const root = rootOf(value)
  if (root.type === 'Identifier' && !pathOf(value).includes('(')) return here.lookup(root.name)?.top === true
  const annotation = typeAnnotation?.typeAnnotation
  return (annotation === undefined || annotation.type === 'TSLiteralType') && isLiteral(value)
}

/** Whether an expression consists of literals only, perhaps frozen. */
const isLiteral = (node: Node): boolean => {
  switch (node.type) {
    case 'Literal':
      return true
    case 'TemplateLiteral':
      return node.expressions.length === 0
    case 'UnaryExpression':
      return isLiteral(node.argument)
    case 'TSAsExpression':
      return isConst(node.typeAnnotation)
    case 'CallExpression':
      return isFreeze(node) && node.arguments.every(isFrozenLiteral)
    default:
      return false
  }
}

const isFrozenLiteral = (node: Node): boolean => {
  if (node.type === 'ArrayExpression') return node.elements.every((each) => each !== null && isFrozenLiteral(each))
  if (node.type === 'ObjectExpression')
    return node.properties.every((each) => each.type === 'Property' && isFrozenLiteral(each.value))
  return isLiteral(node)
}
