import type { Node } from 'oxc-parser'
import type { DeclaredName, Named } from '../../../domain/facts/declaration.ts'
import { isConst } from '../walk/expression.ts'
import { importedName } from '../walk/scope.ts'
import type { Here, Visitors } from '../walk/walk.ts'

/**
 * Collects every name that a file declares: declarations, members, parameters and variables at any depth, and the new
 * names of renamed imports and exports. A key of an object literal declares a property if the literal is outside
 * functions and no type is stated for it.
 */
export const names = (found: DeclaredName[]): Visitors => {
  const add = (named: Named, node: Node | null, here: Here, from: string | null = null): void => {
    const name = nameOf(node)
    if (node === null || name === null) return
    const { start } = node
    // The parser includes a parameter's type in its span.
    const end = node.type === 'Identifier' ? start + name.length : node.end
    found.push({ name, named, within: here.holder().name, from, start, end })
  }
  const bind = (named: Named, pattern: Node, here: Here): void => {
    for (const each of boundBy(pattern)) add(named, each, here)
  }
  const declares =
    (named: Named) =>
    ({ id }: { readonly id: Node | null }, here: Here): void =>
      add(named, id, here)
  const holds =
    (named: Named) =>
    ({ key, computed }: { readonly key: Node; readonly computed: boolean }, here: Here): void => {
      if (!computed || key.type === 'Literal') add(named, key, here)
    }
  const takes = ({ params }: { readonly params: readonly Node[] }, here: Here): void => {
    for (const each of params) bind('parameter', each, here)
  }
  const declaresFunction = (node: { readonly id: Node | null; readonly params: readonly Node[] }, here: Here): void => {
    add('function', node.id, here)
    takes(node, here)
  }
  return {
    TSInterfaceDeclaration: declares('interface'),
    TSTypeAliasDeclaration: declares('type'),
    TSEnumDeclaration: declares('enum'),
    TSModuleDeclaration: ({ id, global }, here) => {
      if (id.type === 'Identifier' && !global) add('namespace', id, here)
    },
    ClassDeclaration: declares('class'),
    ClassExpression: declares('class'),
    FunctionDeclaration: declaresFunction,
    FunctionExpression: declaresFunction,
    TSDeclareFunction: declaresFunction,
    ArrowFunctionExpression: takes,
    TSEmptyBodyFunctionExpression: takes,
    TSFunctionType: takes,
    TSConstructorType: takes,
    TSCallSignatureDeclaration: takes,
    TSConstructSignatureDeclaration: takes,
    TSMethodSignature: (node, here) => {
      holds('method')(node, here)
      takes(node, here)
    },
    TSPropertySignature: holds('property'),
    PropertyDefinition: holds('property'),
    AccessorProperty: holds('property'),
    TSAbstractPropertyDefinition: holds('property'),
    TSAbstractAccessorProperty: holds('property'),
    MethodDefinition: holds('method'),
    TSAbstractMethodDefinition: holds('method'),
    TSEnumMember: declares('enum_member'),
    TSNamedTupleMember: ({ label }, here) => add('property', label, here),
    TSTypeParameter: ({ name }, here) => add('type_parameter', name, here),
    VariableDeclarator: ({ id }, here) => {
      const declaration = here.above(1)
      const isConstant = declaration?.type === 'VariableDeclaration' && declaration.kind === 'const'
      bind(isConstant ? 'const' : 'let', id, here)
    },
    CatchClause: ({ param }, here) => {
      if (param !== null) bind('const', param, here)
    },
    Property: (node, here) => {
      if (here.above(1)?.type === 'ObjectExpression' && isUntyped(here)) holds('property')(node, here)
    },
    ImportDeclaration: ({ specifiers, source }, here) => {
      for (const each of specifiers)
        if (importedName(each) !== each.local.name) add('import', each.local, here, source.value)
    },
    ExportNamedDeclaration: ({ specifiers, source }, here) => {
      for (const { local, exported } of specifiers)
        if (nameOf(local) !== nameOf(exported)) add('export', exported, here, source?.value ?? null)
    },
    ExportAllDeclaration: ({ exported, source }, here) => add('export', exported, here, source.value),
  }
}

const nameOf = (node: Node | null): string | null => {
  if (node?.type === 'Identifier' || node?.type === 'PrivateIdentifier') return node.name
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

/**
 * Returns the names that a pattern declares. A name taken over from a property is used, not declared: `{ natsUrl }`,
 * unlike `{ url: natsUrl }`.
 */
const boundBy = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'Identifier':
      return [node]
    case 'ObjectPattern':
      return node.properties.flatMap((each) => {
        if (each.type === 'RestElement') return boundBy(each)
        return each.shorthand ? [] : boundBy(each.value)
      })
    case 'ArrayPattern':
      return node.elements.flatMap((each) => (each === null ? [] : boundBy(each)))
    case 'AssignmentPattern':
      return boundBy(node.left)
    case 'RestElement':
      return boundBy(node.argument)
    case 'TSParameterProperty':
      return boundBy(node.parameter)
    default:
      return []
  }
}

/** Whether the object literal that contains the current node has no stated type and is not in a function. */
const isUntyped = ({ path }: Here): boolean =>
  path.every((node) => {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        return false
      case 'TSAsExpression':
        return isConst(node.typeAnnotation)
      case 'VariableDeclarator':
        return node.id.type !== 'Identifier' || !node.id.typeAnnotation
      case 'PropertyDefinition':
        return !node.typeAnnotation
      case 'CallExpression':
      case 'NewExpression':
        return !node.typeArguments
      default:
        return true
    }
  })
