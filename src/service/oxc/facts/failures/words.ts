import type { Node } from 'oxc-parser'
import type { FailureMember, VocabularyForm } from '../../../../domain/rules/facts/failure.ts'
import { namesFailures } from '../../../../domain/rules/rules/failure-vocabulary/failure-name.ts'
import { bare, isConst, isFunctionValue } from '../../walk/expression.ts'
import { originOf, pathOf } from '../../walk/origin.ts'
import type { Here } from '../../walk/walk.ts'
import { isBare, isOfOthers, literalOf, member, word } from './member.ts'

/** The words that an expression or a type lists, and the node that lists them. */
export interface Listed {
  readonly node: Node
  readonly form: VocabularyForm
  readonly members: readonly FailureMember[]
}

/** Where an object has its words: in its values, or in its keys. */
type Side = 'values' | 'keys'

/** Reads the words that constants list. */
export class Values {
  readonly #keyed: ReadonlySet<string>
  /** The constants that are being read, so that one which is made of itself comes to an end. */
  readonly #open = new Set<Node>()

  /** `keyed` are the constants whose keys are the words. */
  constructor(keyed: ReadonlySet<string>) {
    this.#keyed = keyed
  }

  /** The words that a constant lists, or `null` where it is no vocabulary. */
  declared(node: Extract<Node, { readonly type: 'VariableDeclarator' }>, here: Here, side: Side): Listed | null {
    if (node.init === null || isBare(node.init) || node.id.type !== 'Identifier' || this.#open.has(node)) return null
    this.#open.add(node)
    const keyed = this.#keyed.has(node.id.name) ? 'keys' : side
    const listed = this.listed(node.init, here, keyed, node.id.typeAnnotation?.typeAnnotation ?? null)
    this.#open.delete(node)
    return listed
  }

  /** The words that an expression lists, or `null` where it is no vocabulary; `stated` is the type that it is given. */
  listed(node: Node, here: Here, side: Side, stated: Node | null): Listed | null {
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression': {
        const type = isConst(node.typeAnnotation) ? null : node.typeAnnotation
        return this.listed(node.expression, here, side, stated ?? type)
      }
      case 'Identifier':
        return this.named(node.name, here, side)
      case 'ObjectExpression':
        return stated !== null && isOfOthers(stated) ? null : this.#object(node, here, side)
      case 'ArrayExpression':
        return stated !== null && isOfOthers(stated) ? null : this.#array(node, here)
      case 'CallExpression':
        return this.#schema(node, here) ?? this.#called(node, here, side, stated)
      default:
        return null
    }
  }

  /** The words that a constant of the file lists, by its name. */
  named(name: string, here: Here, side: Side): Listed | null {
    const declarator = here.lookup(name)?.node
    return declarator?.type === 'VariableDeclarator' ? this.declared(declarator, here, side) : null
  }

  #object(node: Extract<Node, { readonly type: 'ObjectExpression' }>, here: Here, side: Side): Listed | null {
    const { properties } = node
    // With any of these it is something else: functions that make failures, or one failure told apart from others.
    if (
      properties.some(
        (each) => each.type === 'Property' && (isFunctionValue(each.value) || TELLING.has(keyOf(each) ?? '')),
      )
    )
      return null
    const facts = side === 'keys' || properties.some((each) => each.type === 'Property' && isFacts(each.value))
    const members = properties.flatMap((each) => {
      if (each.type === 'SpreadElement') return this.#spread(each, here, facts ? 'keys' : side)
      const key = keyOf(each)
      if (key === null) return [member('computed', here, each)]
      const value = literalOf(each.value)
      if (facts || (typeof value === 'string' && /\s/.test(value))) return [word(key, each.key)]
      if (typeof value === 'string') return [{ ...word(value, each), key }]
      return [{ ...member(value === null ? 'computed' : 'number', here, each), key }]
    })
    return isVocabulary(members) ? { node, form: 'object', members } : null
  }

  #array(node: Extract<Node, { readonly type: 'ArrayExpression' }>, here: Here): Listed | null {
    const members = node.elements.flatMap((each) => {
      if (each === null) return []
      if (each.type === 'SpreadElement') return this.#spread(each, here, 'values')
      return [literalMember(each, here)]
    })
    return isVocabulary(members) ? { node, form: 'array', members } : null
  }

  /** What a spread brings in: the words of a constant of the file; nothing to judge here where its name is that of a vocabulary. */
  #spread(node: Extract<Node, { readonly type: 'SpreadElement' }>, here: Here, side: Side): readonly FailureMember[] {
    const name = pathOf(node.argument).split('.').at(-1) ?? ''
    if (namesFailures(name)) return [member('vocabulary', here, node)]
    const listed = node.argument.type === 'Identifier' ? this.named(name, here, side) : null
    return listed?.members ?? [member('spread', here, node)]
  }

  /** What is frozen by a call, or made by one out of words alone. */
  #called(
    node: Extract<Node, { readonly type: 'CallExpression' }>,
    here: Here,
    side: Side,
    stated: Node | null,
  ): Listed | null {
    const [given, ...others] = node.arguments
    if (given === undefined || given.type === 'SpreadElement' || others.length > 0) return null
    const listed = this.listed(given, here, side, stated)
    const freezes = /freeze$/i.test(pathOf(node.callee))
    return freezes || listed?.members.every(({ kind }) => kind === 'word') === true ? listed : null
  }

  /** The words of a schema of zod's: `z.enum`, `z.literal`, a union of literals, whatever is called on them. */
  #schema(node: Extract<Node, { readonly type: 'CallExpression' }>, here: Here): Listed | null {
    const origin = originOf(node.callee, here)
    if (origin.kind !== 'import' || !/^zod(?:\/|$)/.test(origin.specifier)) return null
    const { callee } = node
    if (callee.type === 'MemberExpression' && callee.object.type === 'CallExpression')
      return this.#schema(callee.object, here)
    const name = callee.type === 'Identifier' ? origin.imported : pathOf(callee).split('.').at(-1)
    const [given] = node.arguments
    const members = given === undefined ? openMembers(name, node, here) : this.#schemaMembers(name, given, here)
    return members === null ? null : { node, form: 'schema', members }
  }

  #schemaMembers(name: string | undefined, given: Node, here: Here): readonly FailureMember[] | null {
    switch (name) {
      case 'enum':
      case 'nativeEnum':
        return this.listed(given, here, 'values', null)?.members ?? null
      case 'literal':
        return given.type === 'ArrayExpression'
          ? (this.#array(given, here)?.members ?? null)
          : [literalMember(given, here)]
      case 'union': {
        if (given.type !== 'ArrayExpression') return null
        const listed = given.elements.map((each) => (each?.type === 'CallExpression' ? this.#schema(each, here) : null))
        return listed.every((each) => each !== null) ? listed.flatMap(({ members }) => members) : null
      }
      default:
        return null
    }
  }
}

const openMembers = (name: string | undefined, node: Node, here: Here): readonly FailureMember[] | null =>
  name === 'string' || name === 'number' ? [member('open', here, node)] : null

/** A text, a number, or what is computed. */
const literalMember = (node: Node, here: Here): FailureMember => {
  const value = literalOf(node)
  if (typeof value === 'string') return word(value, node)
  return member(value === null ? 'computed' : 'number', here, node)
}

/** Fields that tell one failure from another, so that an object with one of them is a failure and no vocabulary. */
const TELLING: ReadonlySet<string> = new Set(['kind', 'type', 'tag', '_tag'])

/** Whether a value says something about a word, in more than a word. */
const isFacts = (node: Node): boolean => {
  const { type } = bare(node)
  return type === 'ObjectExpression' || type === 'ArrayExpression'
}

const keyOf = (property: Extract<Node, { readonly type: 'Property' }>): string | null => {
  if (!property.computed && property.key.type === 'Identifier') return property.key.name
  const key = literalOf(property.key)
  return key === null ? null : String(key)
}

/** Whether there is a word among the members, or a number in the place of one. What is empty is a vocabulary that lacks its words. */
const isVocabulary = (members: readonly FailureMember[]): boolean =>
  members.length === 0 || members.some(({ kind }) => kind === 'word' || kind === 'number' || kind === 'vocabulary')
