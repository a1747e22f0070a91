import type { MethodDefinition, Node, PropertyDefinition } from 'oxc-parser'
import type { ConfigUse } from '../../../domain/facts/capability.ts'
import { type Callable, type ClassNode, isClass, isFunction } from '../walk/expression.ts'
import { originOf } from '../walk/origin.ts'
import { executes } from '../walk/holder.ts'
import type { Here, Visitors } from '../walk/walk.ts'
import { takesConfigBy } from './fields/config-name.ts'
import { keyText } from './fields/place.ts'
import { annotationOf } from './declared/methods.ts'
import { globalName, nameOf, namesIn, unwrapped } from './declared/type-names.ts'

/**
 * Collects the configs that executors take: a field, a parameter, or a member of an object parameter whose name says
 * that it is a config. An executor is a class with an `execute`, or a class or the result of a function that claims to
 * fulfil something. Only the code that creates an executor takes its config: the constructor, a static method, or a
 * function that returns one. Parameters of its other methods do not count.
 */
export const configs = (found: ConfigUse[]): Visitors => {
  const add = (taker: Taker, types: readonly Node[], here: Here): void => {
    const texts = new Set<string>()
    for (const type of types) {
      const use = useOf(taker, type, here)
      if (!texts.has(use.text)) found.push(use)
      texts.add(use.text)
    }
  }

  const classes = (node: ClassNode, here: Here): void => {
    const fulfils = [
      ...(node.implements ?? []).flatMap((each) => nameOf(each, here) ?? []),
      ...(node.superClass === null ? [] : [originOf(node.superClass, here)]),
    ]
    if (!executes(node) && fulfils.length === 0) return
    const taker: Taker = {
      executor: node.id?.name ?? here.holder().name,
      known: executes(node) ? 'execute' : 'implements',
      fulfils,
    }
    add(taker, inClass(node, here), here)
  }

  const functions = (node: Callable, here: Here): void => {
    const result = node.returnType?.typeAnnotation
    if (result === undefined || isMethodOfExecutor(here)) return
    const fulfils = unwrapped(result, here).flatMap((each) => nameOf(each, here) ?? [])
    if (fulfils.length === 0) return
    add(
      { executor: here.holder().name, known: 'implements', fulfils },
      node.params.flatMap((each) => inParameter(each, here)),
      here,
    )
  }

  return {
    ClassDeclaration: classes,
    ClassExpression: classes,
    FunctionDeclaration: functions,
    FunctionExpression: functions,
    ArrowFunctionExpression: functions,
  }
}

type Taker = Pick<ConfigUse, 'executor' | 'known' | 'fulfils'>

/**
 * Returns the types of the configs that a class has as fields or takes when it is created. A private field counts only
 * if a parameter, or a member of one, has the same type.
 */
const inClass = (node: ClassNode, here: Here): readonly Node[] => {
  const makers = makersOf(node, here).flatMap(({ value }) => value.params)
  const taken = new Set(makers.flatMap((each) => given(each, here)).map((each) => textOf(each, here)))
  const fields = node.body.body.flatMap((member) => {
    if (member.type !== 'PropertyDefinition') return []
    const type = member.typeAnnotation?.typeAnnotation
    if (type === undefined || !isConfig(keyText(member.key, here.text), type, here)) return []
    return isPrivate(member) && !taken.has(textOf(type, here)) ? [] : [type]
  })
  return [...fields, ...makers.flatMap((each) => inParameter(each, here))]
}

/**
 * Returns the methods that create an instance of a class: its constructor, and static methods such as `open`. A private
 * constructor does not count if there are such methods.
 */
const makersOf = ({ id, body }: ClassNode, here: Here): readonly MethodDefinition[] => {
  const methods = body.body.flatMap((member) => (member.type === 'MethodDefinition' ? [member] : []))
  const doors = methods.filter((each) => each.static && gives(each.value, id?.name ?? '', here))
  const constructors = methods.filter((each) => each.kind === 'constructor')
  return [...(doors.length === 0 ? constructors : constructors.filter((each) => !isPrivate(each))), ...doors]
}

const isPrivate = ({ key, accessibility }: MethodDefinition | PropertyDefinition): boolean =>
  key.type === 'PrivateIdentifier' || accessibility === 'private'

/**
 * Whether the current function is a method of an executor: in its class, or in an object that is returned by a function
 * or has a stated type.
 */
const isMethodOfExecutor = ({ path }: Here): boolean => {
  const above = path.at(-1)
  if (above?.type === 'MethodDefinition' || above?.type === 'PropertyDefinition') {
    const owner = path.at(-3)
    const claims =
      isClass(owner) && (executes(owner) || owner.superClass !== null || (owner.implements ?? []).length > 0)
    return claims && !above.static
  }
  return above?.type === 'Property' && path.some((each) => isFunction(each) || isOfStatedType(each))
}

const isOfStatedType = (node: Node): boolean =>
  node.type === 'TSSatisfiesExpression' ||
  (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && Boolean(node.id.typeAnnotation))

/** Whether the stated result of a function mentions a class by its name. */
const gives = ({ returnType }: Callable, name: string, here: Here): boolean =>
  returnType !== null &&
  returnType !== undefined &&
  namesIn(returnType.typeAnnotation, here, 'given').some((each) => each.kind === 'own' && each.name === name)

/** Returns the types of the configs that a parameter is, or has as members. */
const inParameter = (parameter: Node, here: Here): readonly Node[] => {
  if (parameter.type === 'TSParameterProperty') return inParameter(parameter.parameter, here)
  const type = annotationOf(parameter)
  if (type === null) return []
  if (parameter.type === 'Identifier' && isConfig(parameter.name, type, here)) return [type]
  return membersOf(type, here).flatMap((member) => {
    const of = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined
    return of !== undefined &&
      member.type === 'TSPropertySignature' &&
      isConfig(keyText(member.key, here.text), of, here)
      ? [of]
      : []
  })
}

/** Returns the types of a parameter, whatever its name: its own, and those of its members. */
const given = (parameter: Node, here: Here): readonly Node[] => {
  const type = parameter.type === 'TSParameterProperty' ? annotationOf(parameter.parameter) : annotationOf(parameter)
  if (type === null) return []
  const members = membersOf(type, here).flatMap((member) =>
    member.type === 'TSPropertySignature' ? (member.typeAnnotation?.typeAnnotation ?? []) : [],
  )
  return [type, ...members]
}

/** Returns the members of a type that is written in place, or declared at the top level of the same file. */
const membersOf = (type: Node, here: Here): readonly Node[] => {
  if (type.type === 'TSTypeLiteral') return type.members
  const name = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : null
  const bound = name === null ? null : here.lookup(name)
  if (bound?.node.type === 'TSInterfaceDeclaration') return bound.node.body.body
  return bound?.node.type === 'TSTypeAliasDeclaration' && bound.node.typeAnnotation.type === 'TSTypeLiteral'
    ? bound.node.typeAnnotation.members
    : []
}

/**
 * Whether something with a name and a type is a config. A list whose name ends in "s", such as `options`, is a list of
 * choices, not a config.
 */
const isConfig = (name: string, type: Node, here: Here): boolean =>
  takesConfigBy(name) && !(name.endsWith('s') && isSeveral(type, here))

const isSeveral = (type: Node, here: Here): boolean =>
  type.type === 'TSTypeOperator'
    ? isSeveral(type.typeAnnotation, here)
    : type.type === 'TSArrayType' || type.type === 'TSTupleType' || SEVERAL.test(globalName(type, here) ?? '')

const SEVERAL = /^(?:Readonly)?(?:Array|Set|Map)$/

const textOf = ({ start, end }: Node, here: Here): string => here.text.slice(start, end)

const useOf = (taker: Taker, type: Node, here: Here): ConfigUse => {
  const origins = namesIn(type, here, 'everywhere')
  const kinds = new Set(unwrapped(type, here).map((each) => kindOf(each, here)))
  const kind = KINDS.find((each) => kinds.has(each)) ?? 'primitive'
  const { start, end } = type
  return {
    ...taker,
    text: here.text.slice(start, end),
    type: kind,
    origin: origins[0] ?? { kind: 'other' },
    origins,
    start,
    end,
  }
}

/** The order in which the kinds of a type with several kinds are reported: the worst first. */
const KINDS = ['any', 'inline', 'named', 'primitive'] as const

const kindOf = (type: Node, here: Here): ConfigUse['type'] => {
  if (type.type === 'TSTypeLiteral') return type.members.length === 0 ? 'any' : 'inline'
  if (type.type === 'TSAnyKeyword' || type.type === 'TSUnknownKeyword' || type.type === 'TSObjectKeyword') return 'any'
  if (type.type === 'TSTypeReference' && BAGS.has(globalName(type, here) ?? '')) return 'any'
  return named(type, here) ? 'named' : 'primitive'
}

/** Global types that can contain anything. */
const BAGS: ReadonlySet<string> = new Set(['Record', 'Object', 'NodeJS.ProcessEnv'])

const named = (type: Node, here: Here): boolean =>
  type.type !== 'TSFunctionType' && namesIn(type, here, 'outside_of_fields').length > 0
