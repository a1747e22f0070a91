import { type ModuleExportName, type Node, parseSync } from 'oxc-parser'
import type { Span } from '../../domain/facts/span.ts'
import type { Literal, Literals } from './answers.ts'
import { DEEPER, mayEnd, readAside } from './aside.ts'

/**
 * Reads the exported constants of a module that consist of literals: objects, arrays, strings, numbers, `true`, `false`
 * and `null`, with `as const` and `satisfies`. It runs no code.
 */
export const literalsOf = (path: string, text: string): Literals => {
  if (!mayEnd(path, text)) return literalsHere(path, text)
  const [aside] = readAside([{ of: 'literals', path, text, depth: 'edges' }])
  return aside?.kind === 'read' ? aside.answer : { kind: 'unparsable', says: aside?.says ?? '', span: NOWHERE }
}

/** As `literalsOf`, but always in this thread, however much stack it takes. */
export const literalsHere = (path: string, text: string): Literals => {
  const { program, errors } = parseSync(path, text, { preserveParens: false })
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error !== undefined) {
    const [label] = error.labels
    return { kind: 'unparsable', says: error.message, span: { start: label?.start ?? 0, end: label?.end ?? 0 } }
  }
  const constants = new Map<string, Node>()
  const exported = new Map<string, string>()
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'VariableDeclaration')
      for (const { id, init } of declaration.declarations) {
        if (id.type !== 'Identifier' || init === null) continue
        constants.set(id.name, init)
        if (declaration !== statement) exported.set(id.name, id.name)
      }
    if (statement.type === 'ExportNamedDeclaration' && statement.source === null)
      for (const { exported: name, local } of statement.specifiers) exported.set(nameOf(name), nameOf(local))
  }
  try {
    return { kind: 'read', exports: literalsIn(exported, constants) }
  } catch (deep) {
    if (!(deep instanceof Deep)) throw deep
    return { kind: 'unparsable', says: DEEPER, span: spanOf(deep.node) }
  }
}

const literalsIn = (
  exported: ReadonlyMap<string, string>,
  constants: ReadonlyMap<string, Node>,
): ReadonlyMap<string, Literal> =>
  new Map(
    [...exported].flatMap(([name, local]) => {
      const init = constants.get(local)
      return init === undefined ? [] : [[name, literal(init)] as const]
    }),
  )

const nameOf = (node: ModuleExportName): string => (node.type === 'Literal' ? node.value : node.name)

const literal = (init: Node): Literal => {
  const spans = new Map<string, Span>()
  const keys = new Map<string, Span>()
  try {
    return { kind: 'literal', value: valueOf(init, '', { spans, keys }, 0), spans, keys, span: spanOf(init) }
  } catch (error) {
    if (!(error instanceof Computed)) throw error
    return { kind: 'computed', path: error.path, span: spanOf(error.node) }
  }
}

const NOWHERE: Span = { start: 0, end: 0 }

const spanOf = ({ start, end }: Span): Span => ({ start, end })

/** The places of the parts and of their keys. */
interface Spans {
  readonly spans: Map<string, Span>
  readonly keys: Map<string, Span>
}

/** Thrown, only within this file, at a part that is not a literal. */
class Computed extends Error {
  override readonly name = 'Computed'
  readonly path: string
  readonly node: Node

  constructor(path: string, node: Node) {
    super(path)
    this.path = path
    this.node = node
  }
}

/** Thrown, only within this file, if a value nests too deep. */
class Deep extends Error {
  override readonly name = 'Deep'
  readonly node: Node

  constructor(node: Node) {
    super()
    this.node = node
  }
}

/** The depth to which a value may nest. Code that uses values is recursive. */
const DEEPEST = 200

const valueOf = (node: Node, path: string, found: Spans, depth: number): unknown => {
  if (depth > DEEPEST) throw new Deep(node)
  found.spans.set(path, spanOf(node))
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`)
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return valueOf(node.expression, path, found, depth + 1)
    case 'Literal':
      if ('regex' in node || 'bigint' in node) throw new Computed(path, node)
      return node.value
    case 'TemplateLiteral':
      if (node.expressions.length > 0) throw new Computed(path, node)
      return node.quasis[0]?.value.cooked ?? ''
    case 'UnaryExpression':
      if (node.operator !== '-' || node.argument.type !== 'Literal' || typeof node.argument.value !== 'number')
        throw new Computed(path, node)
      return -node.argument.value
    case 'ArrayExpression':
      return node.elements.map((element, i) => {
        if (element === null) throw new Computed(below(String(i)), node)
        return valueOf(element, below(String(i)), found, depth + 1)
      })
    case 'ObjectExpression':
      return Object.fromEntries(
        node.properties.map((property) => {
          if (property.type !== 'Property' || property.computed) throw new Computed(path, property)
          const key = property.key.type === 'Identifier' ? property.key.name : keyOf(property.key, path)
          if (property.method || property.shorthand) throw new Computed(below(key), property)
          found.keys.set(below(key), spanOf(property.key))
          return [key, valueOf(property.value, below(key), found, depth + 1)]
        }),
      )
    default:
      throw new Computed(path, node)
  }
}

const keyOf = (node: Node, path: string): string => {
  if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number'))
    return String(node.value)
  throw new Computed(path, node)
}
