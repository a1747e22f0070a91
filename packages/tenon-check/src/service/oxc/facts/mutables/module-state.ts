import type { Node, VariableDeclarator } from 'oxc-parser'
import type { Mutable } from '../../../../domain/facts/field.ts'
import { bare, frozenPart, memberName } from '../../walk/expression.ts'
import { pathOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { CHANGING } from '../effects/changes.ts'
import { chainOf } from '../effects/chain.ts'
import { heldAs, Routines } from '../effects/routine.ts'
import { holderAt } from '../fields/place.ts'
import { targetsOf } from './changes.ts'
import { isChangedBy, type ContainerKind, containerKind } from './container.ts'

/**
 * Collects the places where a function changes a top-level constant of its file. Code that runs while the module is
 * loaded only builds the constant.
 */
export const moduleState = (found: Mutable[]): Visitors => {
  let routines = new Routines([])
  let constants: ReadonlySet<Node> = new Set()

  /**
   * Returns the constant that an expression begins with, or `null`. Members that begin with `#` are internal to their
   * class.
   */
  const constantOf = (node: Node, here: Here): Constant | null => {
    const { root, members, calls } = chainOf(node)
    if (root.type !== 'Identifier' || calls || members.some((each) => each.startsWith('#'))) return null
    const declarator = here.lookup(root.name)?.node
    if (declarator?.type !== 'VariableDeclarator' || !constants.has(declarator)) return null
    return { name: root.name, declarator, members }
  }
  const tell = (node: Node, constant: Constant | null, here: Here): void => {
    if (constant === null) return
    // Changes in a constructor are reported as effects.
    if ((routines.place(here.path, node)?.position ?? 'function') !== 'function') return
    const { start, end } = node
    const { name } = constant
    const holder = holderAt(here)
    found.push({ form: 'module_state', holder, config: false, name, part: '', edit: null, start, end })
  }
  const written = (node: Node, target: Node, here: Here): void => {
    const parts = targetsOf(target)
    for (const part of parts) written(node, part, here)
    const member = bare(target)
    if (member.type !== 'MemberExpression') return
    const constant = constantOf(member, here)
    if (constant !== null && !isResetOfPattern(constant)) tell(node, constant, here)
  }

  return {
    Program({ body }) {
      routines = new Routines(body)
      constants = constantsIn(body)
    },
    AssignmentExpression(node, here) {
      written(node, node.left, here)
    },
    UpdateExpression(node, here) {
      written(node, node.argument, here)
    },
    UnaryExpression(node, here) {
      if (node.operator === 'delete') written(node, node.argument, here)
    },
    CallExpression(node, here) {
      const [first] = node.arguments
      const callee = bare(node.callee)
      if (first !== undefined && CHANGING.has(pathOf(callee)) && here.lookup('Object') === null)
        return tell(node, constantOf(first, here), here)
      if (callee.type !== 'MemberExpression') return
      const constant = constantOf(callee.object, here)
      if (constant !== null && isChangedBy(heldIn(constant), memberName(callee))) tell(node, constant, here)
    },
  }
}

interface Constant {
  readonly name: string
  readonly declarator: VariableDeclarator
  /** The names that lead to the changed part. */
  readonly members: readonly string[]
}

/** Returns the declarators of the constants at the top level of a file, or of a namespace in it. */
const constantsIn = (body: readonly Node[]): ReadonlySet<Node> => new Set(body.flatMap(declaredBy))

const declaredBy = (statement: Node): readonly Node[] => {
  const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (node?.type === 'VariableDeclaration') return node.kind === 'const' ? node.declarations : []
  const inner = node?.type === 'TSModuleDeclaration' ? node.body : null
  return inner?.type === 'TSModuleBlock' ? inner.body.flatMap(declaredBy) : []
}

/** Returns what a constant, or a part of it, holds. */
const heldIn = ({ declarator: { id, init }, members }: Constant): ContainerKind => {
  const value = members.reduce<Node | null>(
    (at, name) => (at === null ? null : heldAs(at, name)),
    init === null ? null : frozenPart(init),
  )
  const type = members.length === 0 && id.type === 'Identifier' ? id.typeAnnotation?.typeAnnotation : undefined
  return isWeak(type) || isWeak(value ?? undefined) ? 'collection' : containerKind(type, value)
}

/**
 * Whether a type or a value is a `WeakSet` or a `WeakMap`. It holds state, even though it does not keep its keys alive.
 */
const isWeak = (node: Node | undefined): boolean => {
  const name = node?.type === 'TSTypeReference' ? node.typeName : node?.type === 'NewExpression' ? node.callee : null
  return name?.type === 'Identifier' && (name.name === 'WeakSet' || name.name === 'WeakMap')
}

/** Whether an assignment resets the `lastIndex` of a regular expression, so that it holds no state. */
const isResetOfPattern = ({ declarator: { init }, members }: Constant): boolean =>
  init?.type === 'Literal' && 'regex' in init && members.join() === 'lastIndex'
