import type { Node } from 'oxc-parser'
import type { Holder } from '../../../../domain/rules/facts/field.ts'
import type { FunctionNode } from '../../walk/expression.ts'
import { ofProgram } from '../../walk/of-program.ts'
import type { Here } from '../../walk/walk.ts'
import { exportName } from '../../walk/exports.ts'

/** Whether a node is part of what is declared: it stands in no function's body, in no function type, in no assertion, and where no type is only asked about. `path` holds the nodes above it, outermost first. */
export const isDeclared = (path: readonly Node[], node: Node): boolean =>
  path.every((above, i) => isOpen(above, path[i + 1] ?? node))

const isOpen = (above: Node, below: Node): boolean => {
  switch (above.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return above.body !== below
    case 'ArrowFunctionExpression':
      // A function that gives a function at once is one that takes its arguments in turns.
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

/** Whether a function is one that its file declares for others: a function, or a method, at the top. A callback has its signature from whom it is given to, and a `#private` method is an object's own business. */
export const isOffered = (path: readonly Node[], func: FunctionNode): boolean =>
  isDeclared(path, func) &&
  path.every((above, i) => {
    const below = path[i + 1] ?? func
    if (above.type === 'CallExpression' || above.type === 'NewExpression')
      return above.callee !== below && below.type === 'ObjectExpression'
    return !(above.type === 'MethodDefinition' && above.key.type === 'PrivateIdentifier')
  })

/** The name of a key as the file writes it; the text of one that is computed. */
export const keyText = (key: Node, text: string): string =>
  key.type === 'Identifier' ? key.name : text.slice(key.start, key.end)

/** The declaration at the top of the file that holds the current node. It is exported also when a list of exports names it. */
export const holderAt = (here: Here): Holder => {
  const holder = here.holder()
  return { ...holder, exported: holder.exported || isListed(holder.name, here) }
}

/** Whether a list of exports names what the file declares by this name. */
const isListed = (name: string, { path: [program] }: Here): boolean =>
  program?.type === 'Program' && name !== '' && listedIn(program).has(name)

/** The names that a file's lists of exports name, and its default export. */
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
