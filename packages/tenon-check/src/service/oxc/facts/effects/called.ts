import type { Node } from 'oxc-parser'
import type { Origin } from '../../../../domain/facts/effect.ts'
import { bare, frozenPart, isClass, isFunction, keyOf } from '../../walk/expression.ts'
import type { Bound } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'
import { type Chain, chainOf, requiredBy } from './chain.ts'
import { classOf, classMember, OTHER, parameterType } from './class-member.ts'
import { heldAs, type RunPlace, type Routines } from './routine.ts'

/** The function or thing that a call reaches. */
export interface Called {
  /**
   * `name` if only the name is known; `thing` if something is done to a value: an argument, a field, a list of the
   * file.
   */
  readonly by: 'name' | 'thing'
  readonly origin: Origin
  /** The routine that runs; empty if it is not known. */
  readonly target: string
  readonly type: Origin
}

/** The place of a call. */
export interface Where {
  readonly here: Here
  readonly routines: Routines
  readonly place: RunPlace
  readonly kept: boolean
  /** The nodes that have been followed already, because names can refer to each other in a circle. */
  readonly followed: readonly Node[]
}

/** Returns what a call of a chain reaches, or `null` if it is not known or does not matter. */
export const calledBy = ({ root, members }: Chain, where: Where): Called | null => {
  const node = bare(root)
  if (node.type === 'ThisExpression') return ofThis(members, where)
  if (isClass(node)) return named({ kind: 'own', name: '' }, where.routines.of(node))
  const required = requiredBy(node)
  if (required !== null) return ofImport({ specifier: required, imported: '*' }, members)
  if (node.type !== 'Identifier') return null
  const bound = where.here.lookup(node.name)
  return bound === null
    ? named({ kind: 'global', name: [node.name, ...members].join('.') }, '')
    : ofBound(node.name, bound, members, where)
}

const named = (origin: Origin, target: string): Called => ({ by: 'name', origin, target, type: OTHER })

const thing = (origin: Origin, type: Origin): Called => ({ by: 'thing', origin, target: '', type })

/** Returns what is used of an import. If the whole module is imported, it is the first member. */
const ofImport = (from: NonNullable<Bound['from']>, members: readonly string[]): Called => {
  const whole = from.imported === '*'
  const [first = '*'] = members
  const origin: Origin = { kind: 'import', specifier: from.specifier, imported: whole ? first : from.imported }
  return named(origin, whole ? members.join('.') : [from.imported, ...members].join('.'))
}

const ofBound = (name: string, bound: Bound, members: readonly string[], where: Where): Called | null => {
  const { routines, place, here } = where
  if (bound.from !== null) return ofImport(bound.from, members)
  switch (bound.kind) {
    case 'parameter': {
      const given = place.maker?.params.some((each) => each === bound.node) ?? false
      const type = given ? parameterType(place.maker, name, here) : null
      return type === null ? null : thing({ kind: 'parameter', name }, type)
    }
    case 'class':
      if (members.length > 1) return changesFile(name, true, members, where)
      return named({ kind: 'own', name }, [routines.of(bound.node), ...members].join('.'))
    case 'function':
      return named({ kind: 'own', name }, ran(routines.of(bound.node), members))
    case 'variable':
      return bound.node.type === 'VariableDeclarator' ? ofVariable(name, bound, bound.node, members, where) : null
    default:
      return null
  }
}

/** `check.call(x)` runs `check`. */
const ran = (routine: string, members: readonly string[]): string =>
  members.length === 1 && (members[0] === 'call' || members[0] === 'apply') ? routine : [routine, ...members].join('.')

const following = (node: Node, where: Where): Where => ({ ...where, followed: [...where.followed, node] })

/** The initial values that make a constant an alias: a name, a member, a loaded module. */
const ALIASING: ReadonlySet<string> = new Set(['Identifier', 'MemberExpression', 'CallExpression'])

type Declarator = Extract<Node, { readonly type: 'VariableDeclarator' }>

const ofVariable = (
  name: string,
  { top }: Bound,
  declarator: Declarator,
  members: readonly string[],
  from: Where,
): Called | null => {
  if (from.followed.includes(declarator)) return null
  const where = following(declarator, from)
  if (declarator.init === null) return ofLoop(declarator, where)
  const init = frozenPart(declarator.init)
  const own: Origin = { kind: 'own', name }
  if (isFunction(init)) return named(own, ran(where.routines.of(declarator), members))
  if (isClass(init)) return named(own, [where.routines.of(declarator), ...members].join('.'))
  const taken = declarator.id.type === 'Identifier' ? [] : [takenAs(declarator.id, name)]
  const chain = chainOf(init)
  const alias = !chain.calls && ALIASING.has(init.type)
  if (alias) return calledBy({ ...chain, members: [...chain.members, ...taken, ...members] }, where)
  const method = members.reduce<Node | null>(
    (object, member) => (object === null ? null : heldAs(object, member)),
    init,
  )
  if (method !== null && members.length > 0) {
    if (isFunction(method)) return named(own, [where.routines.of(declarator), ...members].join('.'))
    return method.type === 'Identifier' ? calledBy(chainOf(method), where) : null
  }
  return changesFile(name, top, members, where) ?? ofMade(init, members, where)
}

/** Returns the key that a pattern binds to a name. */
const takenAs = (pattern: Node, name: string): string => {
  if (pattern.type !== 'ObjectPattern') return '[]'
  for (const property of pattern.properties)
    if (property.type === 'Property' && property.value.type === 'Identifier' && property.value.name === name)
      return keyOf(property.key)
  return '[]'
}

/** Returns what a call on the variable of a loop reaches: an item of what the loop iterates over. */
const ofLoop = (declarator: Declarator, where: Where): Called | null => {
  for (const node of where.here.path) {
    if (node.type !== 'ForOfStatement' || node.left.type !== 'VariableDeclaration') continue
    if (!node.left.declarations.includes(declarator)) continue
    const called = calledBy(chainOf(node.right), where)
    return called?.by === 'thing' ? called : null
  }
  return null
}

/**
 * Returns a change of a top-level value while a model is created, which is not allowed. A call whose result is not used
 * is assumed to change the value.
 */
const changesFile = (name: string, top: boolean, members: readonly string[], where: Where): Called | null => {
  const { position } = where.place
  const making = position === 'constructor' || position === 'field'
  return top && making && !where.kept && members.length > 0 ? thing({ kind: 'own', name }, OTHER) : null
}

/**
 * Returns what a call on the result of an expression reaches. The expression itself is judged in its own place.
 * Something derived from an argument still counts as an argument.
 */
const ofMade = (made: Node, members: readonly string[], where: Where): Called | null => {
  const chain = chainOf(made)
  const maker = calledBy(chain, { ...where, kept: true })
  if (maker === null || maker.by === 'thing') return maker
  const direct = made.type === 'NewExpression' && !chainOf(made.callee).calls && members.length === 1
  if (direct && maker.target !== '') return named(maker.origin, `${maker.target}#${members[0]}`)
  return null
}

const ofThis = (members: readonly string[], from: Where): Called | null => {
  const owner = classOf(from.here.path)
  const [first, ...rest] = members
  if (owner === null || first === undefined) return null
  const held = classMember(owner, first, from.here)
  const origin: Origin = { kind: 'this', name: `this.${first}` }
  if (held.kind === 'method')
    return rest.length === 0 ? named(origin, `${routineOf(owner, from)}${held.fixed ? '.' : '#'}${first}`) : null
  if (held.kind === 'argument') return thing(origin, held.type)
  if (held.kind === 'unknown') return held.type.kind === 'import' ? thing(origin, held.type) : null
  if (from.followed.includes(held.by)) return null
  const where = following(held.by, from)
  const made = frozenPart(held.by)
  const chain = chainOf(made)
  if (!chain.calls && (made.type === 'Identifier' || made.type === 'MemberExpression'))
    return chain.root.type === 'ThisExpression'
      ? null
      : calledBy({ ...chain, members: [...chain.members, ...rest] }, where)
  return ofMade(made, rest, where)
}

const routineOf = (owner: Node, { here: { path }, routines }: Where): string => {
  const above = path[path.indexOf(owner) - 1]
  return routines.of(owner.type === 'ClassExpression' && above?.type === 'VariableDeclarator' ? above : owner)
}
