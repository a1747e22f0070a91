import type { Node } from 'oxc-parser'
import type { AnchorCall } from '../../../domain/facts/capability.ts'
import type { Origin } from '../../../domain/facts/effect.ts'
import { originOf } from '../walk/origin.ts'
import { importedName } from '../walk/scope.ts'
import type { Here, Visitors } from '../walk/walk.ts'
import { exportsIn } from '../walk/exports.ts'

/** Collects calls of functions that are imported as `capability`, `need` or `bind`. */
export const anchors = (found: AnchorCall[]): Visitors => {
  // Most files import none of them, and looking up each callee takes time.
  let exports: Exports | null = null
  return {
    Program(program) {
      exports = program.body.some(mayBringOne) ? exportsIn(program) : null
    },
    CallExpression(node, here) {
      if (exports !== null) collect(found, node, exports, here)
    },
  }
}

type Exports = ReturnType<typeof exportsIn>

const mayBringOne = (statement: Node): boolean => {
  if (statement.type === 'TSImportEqualsDeclaration') return true
  if (statement.type !== 'ImportDeclaration') return false
  return statement.specifiers.some((each) => importedName(each) === '*' || isAnchor(importedName(each)))
}

const collect = (found: AnchorCall[], node: CallExpression, exports: Exports, here: Here): void => {
  const direct = node.callee.type === 'Identifier' || node.callee.type === 'MemberExpression'
  const callee: Origin = direct ? originOf(node.callee, here) : { kind: 'other' }
  if (callee.kind !== 'import' || !isAnchor(callee.imported)) return
  // In `need(...).requires(...)`, only the inner call is an anchor.
  if (node.callee.type === 'MemberExpression' && node.callee.object.type !== 'Identifier') return
  const name = holds(here)
  const [subject, executor] = node.arguments
  found.push({
    anchor: callee.imported,
    callee,
    name,
    exports: name === null ? [] : (exports.get(name) ?? []),
    top: !here.path.some(({ type }) => INNER.has(type)),
    within: here.holder().name,
    subject: subject === undefined ? { kind: 'other' } : originOf(subject, here),
    executor: executor === undefined ? { kind: 'other' } : originOf(executor, here),
    start: node.start,
    end: node.end,
  })
}

type CallExpression = Extract<Node, { readonly type: 'CallExpression' }>

const isAnchor = (name: string): name is AnchorCall['anchor'] =>
  name === 'capability' || name === 'need' || name === 'bind'

const INNER: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassBody',
])

/** Returns the top-level constant whose value is the current call, or `null`. */
const holds = (here: Here): string | null => {
  const above = here.path.toReversed()
  const outer = above.findIndex(({ type }) => type !== 'TSAsExpression' && type !== 'TSSatisfiesExpression')
  const [declarator, declaration, place] = above.slice(outer)
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return null
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return null
  return place?.type === 'Program' || place?.type === 'ExportNamedDeclaration' ? declarator.id.name : null
}
