import type { Node } from 'oxc-parser'
import type { Fulfilment } from '../../../../domain/facts/capability.ts'
import type { Origin } from '../../../../domain/facts/effect.ts'
import { type ClassNode, frozenPart, isClass } from '../../walk/expression.ts'
import { originOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { annotationOf } from './methods.ts'
import { nameOf, namesIn, unwrapped } from './type-names.ts'

/** Collects claims to fulfil a contract. Where the name leads decides whether it is a contract. */
export const fulfilments = (found: Fulfilment[]): Visitors => {
  const claim = (contract: Origin, claimed: Claimed, at: Node, here: Here): void => {
    if (contract.kind !== 'import' && contract.kind !== 'own') return
    found.push({ contract, by: here.holder().name, ...claimed, start: at.start, end: at.end })
  }

  /**
   * Adds a value with a stated type. Each name in the type is a claim; a literal fulfils the type that is directly
   * stated for it.
   */
  const stated = (
    type: Node,
    form: Fulfilment['form'],
    value: Node | null,
    takers: readonly Node[],
    here: Here,
  ): void => {
    const literal = value === null ? null : literalOf(value)
    for (const each of unwrapped(type, here)) {
      const direct = nameOf(each, here)
      const isIt = literal?.type === 'ObjectExpression' && direct !== null && direct.kind !== 'global'
      if (isIt) claim(direct, { form, given: 'literal', takes: takenBy(takers, here) }, each, here)
      const isHeld = literal?.type === 'ArrayExpression' || (literal !== null && direct?.kind === 'global')
      const holding = { form, given: isHeld ? 'within' : 'other', takes: [] } as const
      for (const name of namesIn(each, here, 'given').slice(isIt ? 1 : 0)) claim(name, holding, each, here)
    }
  }

  const classes = (node: ClassNode, here: Here): void => {
    const { implements: contracts, superClass, body } = node
    if ((contracts ?? []).length > 0 || superClass !== null) {
      const takes = takenBy([...here.path, node], here)
      for (const each of contracts ?? [])
        claim(nameOf(each, here) ?? OTHER, { form: 'implements', given: 'other', takes }, each, here)
      if (superClass !== null)
        claim(originOf(superClass, here), { form: 'extends', given: 'other', takes }, superClass, here)
    }
    for (const member of body.body)
      if (member.type === 'PropertyDefinition' && member.value !== null && isNamed(member.key, 'capability'))
        claim(originOf(member.value, here), { form: 'capability', given: 'other', takes: [] }, member, here)
  }

  const functions = (node: WithBody, here: Here): void => {
    const result = node.returnType?.typeAnnotation
    if (result !== undefined) stated(result, 'annotation', givenBy(node.body), [...here.path, node], here)
  }

  return {
    ClassDeclaration: classes,
    ClassExpression: classes,
    FunctionDeclaration: functions,
    FunctionExpression: functions,
    ArrowFunctionExpression: functions,
    TSSatisfiesExpression: (node, here) => stated(node.typeAnnotation, 'satisfies', node.expression, here.path, here),
    TSAsExpression: (node, here) => {
      if (literalOf(node.expression) !== null)
        stated(node.typeAnnotation, 'satisfies', node.expression, here.path, here)
    },
    TSTypeAssertion: (node, here) => {
      if (literalOf(node.expression) !== null)
        stated(node.typeAnnotation, 'satisfies', node.expression, here.path, here)
    },
    CallExpression: (node, here) => {
      const [type] = node.typeArguments?.params ?? []
      if (type !== undefined && literalOf(node) !== null) stated(type, 'satisfies', node, here.path, here)
    },
    VariableDeclarator: (node, here) => {
      const type = annotationOf(node.id)
      if (type !== null && node.init !== null) stated(type, 'annotation', node.init, here.path, here)
    },
    PropertyDefinition: (node, here) => {
      const type = node.typeAnnotation?.typeAnnotation
      if (type !== undefined && node.value !== null) stated(type, 'annotation', node.value, here.path, here)
    },
  }
}

type Claimed = Pick<Fulfilment, 'form' | 'given' | 'takes'>

type WithBody = Extract<Node, { readonly params: unknown; readonly body: unknown }>

const OTHER: Origin = { kind: 'other' }

const isNamed = (key: Node, name: string): boolean => key.type === 'Identifier' && key.name === name

/** Returns the types of the parameters of functions, and of the constructors of classes, among some nodes. */
const takenBy = (nodes: readonly Node[], here: Here): readonly Origin[] =>
  nodes
    .flatMap((node) => ('params' in node && 'body' in node ? node.params : isClass(node) ? parametersOf(node) : []))
    .flatMap((parameter) => annotationOf(parameter) ?? [])
    .flatMap((type) => namesIn(type, here, 'everywhere'))

const parametersOf = ({ body }: ClassNode): readonly Node[] =>
  body.body.flatMap((member) =>
    member.type === 'MethodDefinition' && member.kind === 'constructor' ? member.value.params : [],
  )

/** Returns the object literal that a function returns, or `null` if it does not consist of one. */
const givenBy = (body: Node | null): Node | null => {
  if (body?.type !== 'BlockStatement') return body !== null && isObject(body) ? body : null
  const given = body.body.flatMap((each) => (each.type === 'ReturnStatement' ? (each.argument ?? []) : []))
  return given.find(isObject) ?? null
}

const isObject = (node: Node): boolean => literalOf(node)?.type === 'ObjectExpression'

/** Returns the object or array literal that an expression is, frozen or not. */
const literalOf = (node: Node): Node | null => {
  const part = frozenPart(node)
  return part.type === 'ObjectExpression' || part.type === 'ArrayExpression' ? part : null
}
