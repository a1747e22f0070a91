import type { Node } from 'oxc-parser'
import type { EffectPosition } from '../../../../domain/facts/effect.ts'
import { type ClassNode, frozenPart, type FunctionNode, isClass, isFunction, keyOf } from '../../walk/expression.ts'
import { callsAtOnce } from './chain.ts'

/** Where a piece of code runs. */
export interface RunPlace {
  readonly position: EffectPosition | 'function'
  readonly routine: string
  /** Whether it is inside a function that is called at once. */
  readonly inside: boolean
  /** The function of the constructor that contains it, or `null`. */
  readonly maker: FunctionNode | null
}

/** Names the routines of a file: top-level ones by their name, the others with an offset. */
export class Routines {
  readonly #top = new Map<Node, string>()

  /** `body` are the top-level statements of the file. */
  constructor(body: readonly Node[]) {
    for (const statement of body) {
      const declared =
        statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
          ? statement.declaration
          : statement
      if (declared === null) continue
      if (declared.type === 'VariableDeclaration')
        for (const declarator of declared.declarations) {
          if (declarator.id.type !== 'Identifier') continue
          this.#top.set(declarator, declarator.id.name)
          if (declarator.init !== null) this.#top.set(declarator.init, declarator.id.name)
        }
      else if (isFunction(declared) || isClass(declared))
        this.#top.set(declared, 'id' in declared && declared.id !== null ? declared.id.name : 'default')
    }
  }

  /** Returns the name of the routine of a function, a class, or the variable that holds one. */
  of(node: Node): string {
    const known = this.#top.get(node)
    if (known !== undefined) return known
    const named = 'id' in node && isNamed(node.id) ? node.id.name : ''
    return `${named}@${node.start}`
  }

  /** Returns where the code of a node runs, or `null` if its caller is not known. `path` holds the nodes above it. */
  place(path: readonly Node[], node: Node): RunPlace | null {
    let position: EffectPosition = 'module'
    let inside = false
    let child = node
    for (let i = path.length - 1; i >= 0; i--) {
      // A decorator runs when its class is declared, including one on a method, a field or a parameter.
      if (child.type === 'Decorator') {
        position = 'static'
        while (i > 0 && !isClass(path[i])) i -= 1
      }
      const at = path[i]
      if (at === undefined) break
      if (at.type === 'StaticBlock') position = 'static'
      if ((at.type === 'PropertyDefinition' || at.type === 'AccessorProperty') && at.value === child) {
        if (!at.static) return this.#making(path, i, 'field', inside, null)
        position = 'static'
      }
      if (isFunction(at)) {
        // Calling a generator runs none of its body.
        if (at.type !== 'ArrowFunctionExpression' && at.generator) return null
        if (!runsAtOnce(at, path[i - 1])) return this.#calling(path, i, at, inside)
        inside = true
      }
      child = at
    }
    return { position, routine: '', inside, maker: null }
  }

  #making(
    path: readonly Node[],
    member: number,
    position: EffectPosition,
    inside: boolean,
    maker: FunctionNode | null,
  ): RunPlace | null {
    const owner = path[member - 2]
    if (!isClass(owner)) return null
    return { position: isOpen(owner) ? position : 'function', routine: this.#ofClass(path, member - 2), inside, maker }
  }

  #ofClass(path: readonly Node[], at: number): string {
    const node = path[at]
    const above = path[at - 1]
    if (node === undefined) return ''
    return above?.type === 'VariableDeclarator' && node.type === 'ClassExpression' ? this.of(above) : this.of(node)
  }

  #calling(path: readonly Node[], at: number, node: FunctionNode, inside: boolean): RunPlace | null {
    const above = path[at - 1]
    const called = (routine: string): RunPlace => ({ position: 'function', routine, inside, maker: null })
    switch (above?.type) {
      case 'MethodDefinition':
        if (above.kind === 'constructor') return this.#making(path, at - 1, 'constructor', inside, node)
        return called(`${this.#ofClass(path, at - 3)}${above.static ? '.' : '#'}${keyOf(above.key)}`)
      case 'PropertyDefinition':
        return called(`${this.#ofClass(path, at - 3)}${above.static ? '.' : '#'}${keyOf(above.key)}`)
      case 'VariableDeclarator':
        return called(this.of(above))
      case 'ExportDefaultDeclaration':
        return called(node.type === 'FunctionDeclaration' ? this.of(node) : 'default')
      case 'Property': {
        const holder = this.#ofObject(path, at - 1)
        return holder === null ? null : called(holder)
      }
      default:
        return node.type === 'FunctionDeclaration' ? called(this.of(node)) : null
    }
  }

  /** Returns the name of a method of an object that a constant holds: `log.info`. */
  #ofObject(path: readonly Node[], property: number): string | null {
    const names: string[] = []
    for (let i = property; i > 0; i--) {
      const at = path[i]
      if (at?.type === 'Property') names.unshift(keyOf(at.key))
      else if (at?.type === 'VariableDeclarator')
        return at.init !== null && holds(at.init, path[property - 1], names)
          ? `${this.of(at)}.${names.join('.')}`
          : null
    }
    return null
  }
}

/** Whether these names lead from the value of a constant to the object. */
const holds = (init: Node, object: Node | undefined, names: readonly string[]): boolean => {
  let at: Node | null = frozenPart(init)
  for (const name of names.slice(0, -1)) at = at === null ? null : heldAs(at, name)
  return at === object
}

/** Returns the value of a property of an object literal, or `null`. */
export const heldAs = (object: Node, name: string): Node | null => {
  if (object.type !== 'ObjectExpression') return null
  for (const property of object.properties)
    if (property.type === 'Property' && keyOf(property.key) === name) return frozenPart(property.value)
  return null
}

/** Whether others can create instances of a class: its constructor is not private. */
const isOpen = ({ body }: ClassNode): boolean =>
  !body.body.some(
    (member) =>
      member.type === 'MethodDefinition' && member.kind === 'constructor' && member.accessibility === 'private',
  )

const runsAtOnce = (node: FunctionNode, above: Node | undefined): boolean => {
  if (above?.type !== 'CallExpression' && above?.type !== 'NewExpression') return false
  return above.callee === node || callsAtOnce(above)
}

const isNamed = (id: unknown): id is { readonly name: string } =>
  typeof id === 'object' && id !== null && 'name' in id && typeof id.name === 'string'
