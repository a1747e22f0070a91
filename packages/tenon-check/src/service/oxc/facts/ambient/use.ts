import type { Node } from 'oxc-parser'

/**
 * Whether an identifier uses its name, as a value or as a type. It does not if it declares the name, or is a key, a
 * label or a member.
 */
export const isUse = (node: Node, holder: Node | undefined): boolean => {
  switch (holder?.type) {
    case 'MemberExpression':
      return holder.computed || holder.object === node
    case 'Property':
      return holder.value === node || holder.computed
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSEnumMember':
      return holder.computed || (holder.type === 'TSEnumMember' ? holder.initializer : holder.value) === node
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
    case 'TSPropertySignature':
      return holder.computed
    case 'TSMethodSignature':
      return holder.computed && holder.key === node
    case 'TSQualifiedName':
      return holder.left === node
    case 'VariableDeclarator':
      return holder.init === node
    case 'AssignmentPattern':
      return holder.right === node
    case 'ArrowFunctionExpression':
      return holder.body === node
    case 'ClassDeclaration':
    case 'ClassExpression':
      return holder.superClass === node
    case 'TSImportEqualsDeclaration':
      return holder.moduleReference === node
    default:
      return holder === undefined || !NEVER.has(holder.type)
  }
}

/** The nodes that contain an identifier only to declare or to label something. */
const NEVER: ReadonlySet<string> = new Set([
  'BreakStatement',
  'CatchClause',
  'ContinueStatement',
  'ExportAllDeclaration',
  'ExportSpecifier',
  'FunctionDeclaration',
  'FunctionExpression',
  'ImportAttribute',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'ImportSpecifier',
  'LabeledStatement',
  'MetaProperty',
  'RestElement',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
  'TSConstructorType',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSEnumDeclaration',
  'TSFunctionType',
  'TSImportType',
  'TSIndexSignature',
  'TSInterfaceDeclaration',
  'TSMappedType',
  'TSModuleDeclaration',
  'TSNamedTupleMember',
  'TSNamespaceExportDeclaration',
  'TSParameterProperty',
  'TSTypeAliasDeclaration',
  'TSTypeParameter',
  'TSTypePredicate',
])
