import type { Node } from 'oxc-parser'
import type { FailureMember, VocabularyForm } from '../../../../domain/facts/failure.ts'
import { namesFailures } from '../../../../domain/rules/failure-vocabulary/failure-name.ts'
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

/** Whether the words of an object are its values or its keys. */
type Side = 'values' | 'keys'

/** Reads the words that constants list. */
export class Values {
  readonly #keyed: ReadonlySet<string>
  /** The constants that are being read, so that one that refers to itself does not loop. */
  readonly #open = new Set<Node>()

  /** `keyed` are the constants whose words are their keys. */
  constructor(keyed: ReadonlySet<string>) {
    this.#keyed = keyed
  }

  /** Returns the words that a constant lists, or `null` if it is not a vocabulary. */
  declared(node: Extract<Node, { readonly type: 'VariableDeclarator' }>, here: Here, side: Side): Listed | null {
    if (node.init === null || isBare(node.init) || node.id.type !== 'Identifier' || this.#open.has(node)) return null
    this.#open.add(node)
    const keyed = this.#keyed.has(node.id.name) ? 'keys' : side
    const listed = this.listed(node.init, here, keyed, node.id.typeAnnotation?.typeAnnotation ?? null)
    this.#open.delete(node)
    return listed
  }

  /** Returns the words that an expression lists, or `null` if it is not a vocabulary. `stated` is its stated type. */
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

  /** Returns the words that a constant of the file lists, by its name. */
  named(name: string, here: Here, side: Side): Listed | null {
    const declarator = here.lookup(name)?.node
    return declarator?.type === 'VariableDeclarator' ? this.declared(declarator, here, side) : null
  }

  #object(node: Extract<Node, { readonly type: 'ObjectExpression' }>, here: Here, side: Side): Listed | null {
    const { properties } = node
    // With any of these it is not a vocabulary, but functions that create failures, or a single failure with a
    // discriminating field.
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

  /**
   * Returns what a spread adds: the words of a constant of the file, or a reference if its name is that of another
   * vocabulary, which is judged elsewhere.
   */
  #spread(node: Extract<Node, { readonly type: 'SpreadElement' }>, here: Here, side: Side): readonly FailureMember[] {
    const name = pathOf(node.argument).split('.').at(-1) ?? ''
    if (namesFailures(name)) return [member('vocabulary', here, node)]
    const listed = node.argument.type === 'Identifier' ? this.named(name, here, side) : null
    return listed?.members ?? [member('spread', here, node)]
  }

  /** Returns the words of a call that freezes its argument, or whose only argument consists of words. */
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

  /**
   * Returns the words of a zod schema: `z.enum`, `z.literal`, or a union of literals, with any methods called on it.
   */
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

/** Returns a literal as a member: a word, a number, or a computed value. */
const literalMember = (node: Node, here: Here): FailureMember => {
  const value = literalOf(node)
  if (typeof value === 'string') return word(value, node)
  return member(value === null ? 'computed' : 'number', here, node)
}

/** Fields that discriminate failures. An object with one of them is a failure, not a vocabulary. */
const TELLING: ReadonlySet<string> = new Set(['kind', 'type', 'tag', '_tag'])

/** Whether a value is an object or an array with information about a word. */
const isFacts = (node: Node): boolean => {
  const { type } = bare(node)
  return type === 'ObjectExpression' || type === 'ArrayExpression'
}

const keyOf = (property: Extract<Node, { readonly type: 'Property' }>): string | null => {
  if (!property.computed && property.key.type === 'Identifier') return property.key.name
  const key = literalOf(property.key)
  return key === null ? null : String(key)
}

/**
 * Whether there is a word among the members, or a number in its place. An empty list counts as a vocabulary without
 * words.
 */
const isVocabulary = (members: readonly FailureMember[]): boolean =>
  members.length === 0 || members.some(({ kind }) => kind === 'word' || kind === 'number' || kind === 'vocabulary')
