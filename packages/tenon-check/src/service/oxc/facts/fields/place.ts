import type { Node } from 'oxc-parser'
import type { Holder } from '../../../../domain/facts/field.ts'
import type { FunctionNode } from '../../walk/expression.ts'
import { ofProgram } from '../../walk/of-program.ts'
import type { Here } from '../../walk/walk.ts'
import { exportName } from '../../walk/exports.ts'

/**
 * Whether a node is part of a declaration: it is not in the body of a function, in a function type, in the type of an
 * assertion, or in the condition of a conditional type. `path` holds the nodes above it, outermost first.
 */
export const isDeclared = (path: readonly Node[], node: Node): boolean =>
  path.every((above, i) => isOpen(above, path[i + 1] ?? node))

const isOpen = (above: Node, below: Node): boolean => {
  switch (above.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return above.body !== below
    case 'ArrowFunctionExpression':
      // An arrow function that directly returns another one is a curried function.
      return above.body !== below || below.type === 'ArrowFunctionExpression'
    case 'TSConditionalType':
      return above.trueType === below || above.falseType === below
    case 'TSFunctionType':
    case 'TSConstructorType':
    case 'TSCallSignatureDeclaration':
    case 'TSConstructSignatureDeclaration':
    case 'TSTypeParameter':
      return false
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return above.expression === below
    default:
      return true
  }
}

/**
 * Whether a file declares a function for others: it is a top-level function or a method of one. The signature of a
 * callback is determined by the code that calls it, and a `#private` method is internal.
 */
export const isOffered = (path: readonly Node[], func: FunctionNode): boolean =>
  isDeclared(path, func) &&
  path.every((above, i) => {
    const below = path[i + 1] ?? func
    if (above.type === 'CallExpression' || above.type === 'NewExpression')
      return above.callee !== below && below.type === 'ObjectExpression'
    return !(above.type === 'MethodDefinition' && above.key.type === 'PrivateIdentifier')
  })

/** Returns the name of a key as written; the source text if it is computed. */
export const keyText = (key: Node, text: string): string =>
  key.type === 'Identifier' ? key.name : text.slice(key.start, key.end)

/**
 * Returns the top-level declaration that contains the current node. It counts as exported also if a list of exports
 * names it.
 */
export const holderAt = (here: Here): Holder => {
  const holder = here.holder()
  return { ...holder, exported: holder.exported || isListed(holder.name, here) }
}

/** Whether a list of exports includes a name of the file. */
const isListed = (name: string, { path: [program] }: Here): boolean =>
  program?.type === 'Program' && name !== '' && listedIn(program).has(name)

/** Returns the names in a file's lists of exports, and that of its default export. */
const listedIn = ofProgram(
  ({ body }): ReadonlySet<string> =>
    new Set(
      body.flatMap((statement) => {
        if (statement.type === 'ExportDefaultDeclaration') return [exportName(statement.declaration)]
        if (statement.type !== 'ExportNamedDeclaration' || statement.source !== null) return []
        return statement.specifiers.map(({ local }) => exportName(local))
      }),
    ),
)
