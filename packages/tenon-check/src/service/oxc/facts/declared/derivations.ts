import type { Node } from 'oxc-parser'
import type { Derivation } from '../../../../domain/facts/declaration.ts'
import { originOf, pathOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'

/** Collects the places where the type of a declaration is derived from another module. */
export const derivations = (found: Derivation[]): Visitors => {
  const add = (specifier: string, imported: string, { start, end }: Node, here: Here): void => {
    if (!isModel(here)) return
    found.push({ within: here.holder().name, specifier, imported, start, end })
  }
  const made = (named: Node, here: Here): void => {
    const origin = originOf(named, here)
    if (origin.kind === 'import') add(origin.specifier, origin.imported, named, here)
  }
  return {
    TSTypeReference: ({ typeName }, here) => made(typeName, here),
    TSTypeQuery: ({ exprName }, here) => made(exprName, here),
    TSInterfaceHeritage: ({ expression }, here) => made(expression, here),
    TSClassImplements: ({ expression }, here) => made(expression, here),
    ClassDeclaration: ({ superClass }, here) => {
      if (superClass !== null) made(superClass, here)
    },
    TSImportType: (node, here) => {
      const name = node.qualifier === null ? '*' : (pathOf(node.qualifier).split('.')[0] ?? '*')
      if (typeof node.source.value === 'string') add(node.source.value, name, node, here)
    },
  }
}

/**
 * Whether the current node is part of a model: of a declaration, but not of the parameters, result or body of a
 * function. A parameter that is a field is a part.
 */
const isModel = ({ path }: Here): boolean => {
  const inside = path.findLastIndex(({ type }) => type === 'TSParameterProperty')
  const around = inside === -1 ? path : path.slice(inside)
  return !around.some(({ type }) => FUNCTIONS.has(type))
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSFunctionType',
  'TSConstructorType',
  'TSMethodSignature',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
])
