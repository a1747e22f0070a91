import { type Node, visitorKeys } from 'oxc-parser'

/** The declaration that a name refers to. */
export interface Bound {
  readonly kind: 'import' | 'parameter' | 'variable' | 'function' | 'class' | 'enum' | 'namespace' | 'type'
  /** The module and the name in it (`default`, `*`), if the name is imported; otherwise `null`. */
  readonly from: { readonly specifier: string; readonly imported: string } | null
  /** The node that declares it: the declarator, the function, the class, the import's specifier, the parameter. */
  readonly node: Node
  /** Whether it is at the top level of the file. */
  readonly top: boolean
}

/**
 * The scopes that are open at the current node of the walk. Their declarations are collected only when a name is looked
 * up.
 */
export class Scopes {
  readonly #open: Scope[] = []
  readonly #hoists: boolean

  /**
   * `text` is the text of the file. If it contains a `var`, every function is searched for those that are hoisted to
   * it.
   */
  constructor(text: string) {
    this.#hoists = /\bvar\s/.test(text)
  }

  /** Opens the scope of a node. Returns whether the node has one. */
  enter(node: Node): boolean {
    if (!SCOPED.has(node.type)) return false
    this.#open.push(new Scope(node, this.#open.length === 0, this.#hoists))
    return true
  }

  leave(): void {
    this.#open.pop()
  }

  /**
   * Returns the declaration that a name refers to here, or `null` if no declaration of the file is visible by that
   * name.
   */
  lookup(name: string): Bound | null {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const bound = this.#open[i]?.names.get(name)
      if (bound !== undefined) return bound
    }
    return null
  }
}

const SCOPED: ReadonlySet<string> = new Set([
  'Program',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'BlockStatement',
  'StaticBlock',
  'TSModuleBlock',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'CatchClause',
  'SwitchStatement',
  'ClassExpression',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSFunctionType',
  'TSMethodSignature',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
  'TSConstructorType',
  'TSConditionalType',
  'TSMappedType',
  'ClassDeclaration',
])

/** The nodes that a `var` inside them does not leave. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'StaticBlock',
  'TSModuleBlock',
])

class Scope {
  readonly #node: Node
  readonly #top: boolean
  readonly #hoists: boolean
  #names: Map<string, Bound> | null = null

  constructor(node: Node, top: boolean, hoists: boolean) {
    this.#node = node
    this.#top = top
    this.#hoists = hoists
  }

  get names(): ReadonlyMap<string, Bound> {
    return (this.#names ??= this.#declared())
  }

  #declared(): Map<string, Bound> {
    const names = new Map<string, Bound>()
    const node = this.#node
    const add = (name: string, kind: Bound['kind'], by: Node, from: Bound['from'] = null): void => {
      // A type and a value may share a name; the value takes precedence.
      if (kind !== 'type' || !names.has(name)) names.set(name, { kind, from, node: by, top: this.#top })
    }
    if (this.#hoists && (FUNCTIONS.has(node.type) || node.type === 'Program')) hoisted(node, add)
    switch (node.type) {
      case 'Program':
      case 'BlockStatement':
      case 'StaticBlock':
      case 'TSModuleBlock':
        for (const statement of node.body) declare(statement, add, false)
        break
      case 'SwitchStatement':
        for (const { consequent } of node.cases) for (const statement of consequent) declare(statement, add, false)
        break
      case 'ForStatement':
        if (node.init !== null) declare(node.init, add, false)
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        declare(node.left, add, false)
        break
      case 'CatchClause':
        if (node.param !== null) pattern(node.param, 'variable', node, add)
        break
      case 'ClassExpression':
      case 'ClassDeclaration':
        if (node.id !== null) add(node.id.name, 'class', node)
        typeParameters(node, add)
        break
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'TSDeclareFunction':
      case 'TSEmptyBodyFunctionExpression':
        if (node.id !== null) add(node.id.name, 'function', node)
        for (const parameter of node.params) pattern(parameter, 'parameter', parameter, add)
        typeParameters(node, add)
        break
      case 'ArrowFunctionExpression':
        for (const parameter of node.params) pattern(parameter, 'parameter', parameter, add)
        typeParameters(node, add)
        break
      case 'TSFunctionType':
      case 'TSMethodSignature':
      case 'TSCallSignatureDeclaration':
      case 'TSConstructSignatureDeclaration':
      case 'TSConstructorType':
        for (const parameter of node.params) pattern(parameter, 'parameter', parameter, add)
        typeParameters(node, add)
        break
      case 'TSMappedType':
        add(node.key.name, 'type', node)
        break
      case 'TSConditionalType':
        inferred(node.extendsType, add)
        break
      default:
        typeParameters(node, add)
    }
    return names
  }
}

type Add = (name: string, kind: Bound['kind'], by: Node, from?: Bound['from']) => void

const typeParameters = (node: Node, add: Add): void => {
  if (!('typeParameters' in node) || node.typeParameters === null || node.typeParameters === undefined) return
  for (const parameter of node.typeParameters.params)
    if (parameter.type === 'TSTypeParameter') add(parameter.name.name, 'type', parameter)
}

/** Adds each name that a conditional type infers. */
const inferred = (node: Node, add: Add): void => {
  if (node.type === 'TSInferType') add(node.typeParameter.name.name, 'type', node)
  for (const child of childrenOf(node)) inferred(child, add)
}

/** Adds the names that a statement declares in its block. */
const declare = (node: Node, add: Add, exported: boolean): void => {
  switch (node.type) {
    case 'ImportDeclaration':
      for (const specifier of node.specifiers)
        add(specifier.local.name, 'import', specifier, {
          specifier: node.source.value,
          imported: importedName(specifier),
        })
      break
    case 'ExportNamedDeclaration':
      if (node.declaration !== null) declare(node.declaration, add, true)
      break
    case 'ExportDefaultDeclaration':
      declare(node.declaration, add, true)
      break
    case 'VariableDeclaration':
      // `declare const fetch` declares nothing of the file: it describes what the host provides.
      if (node.declare && !exported) break
      for (const declarator of node.declarations) pattern(declarator.id, 'variable', declarator, add)
      break
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      if (node.id !== null && (!node.declare || exported)) add(node.id.name, 'function', node)
      break
    case 'ClassDeclaration':
      if (node.id !== null) add(node.id.name, 'class', node)
      break
    case 'TSEnumDeclaration':
      add(node.id.name, 'enum', node)
      break
    case 'TSModuleDeclaration':
      if (node.id.type === 'Identifier') add(node.id.name, 'namespace', node)
      break
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      add(node.id.name, 'type', node)
      break
    case 'TSImportEqualsDeclaration':
      if (node.moduleReference.type === 'TSExternalModuleReference')
        add(node.id.name, 'import', node, { specifier: node.moduleReference.expression.value, imported: '*' })
      else add(node.id.name, 'variable', node)
      break
    default:
  }
}

/** Returns the name of an import in the other module. */
export const importedName = (
  specifier: Extract<Node, { type: 'ImportSpecifier' | 'ImportDefaultSpecifier' | 'ImportNamespaceSpecifier' }>,
): string => {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value
}

/** Adds every name that a pattern binds. */
const pattern = (node: Node, kind: Bound['kind'], by: Node, add: Add): void => {
  switch (node.type) {
    case 'Identifier':
      add(node.name, kind, by)
      break
    case 'ObjectPattern':
      for (const property of node.properties)
        pattern(property.type === 'Property' ? property.value : property.argument, kind, by, add)
      break
    case 'ArrayPattern':
      for (const element of node.elements) if (element !== null) pattern(element, kind, by, add)
      break
    case 'AssignmentPattern':
      pattern(node.left, kind, by, add)
      break
    case 'RestElement':
      pattern(node.argument, kind, by, add)
      break
    case 'TSParameterProperty':
      pattern(node.parameter, kind, by, add)
      break
    default:
  }
}

/** Adds each `var` that is hoisted to a function. */
const hoisted = (node: Node, add: Add): void => {
  for (const child of childrenOf(node)) {
    if (child.type === 'VariableDeclaration' && child.kind === 'var') declare(child, add, false)
    if (!FUNCTIONS.has(child.type)) hoisted(child, add)
  }
}

/** Returns the nodes directly below a node, in order. */
export const childrenOf = (node: Node): readonly Node[] => {
  const children: Node[] = []
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key)
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) children.push(each)
    } else if (isNode(value)) children.push(value)
  }
  return children
}

/** Whether a value in a tree is a node. */
export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
