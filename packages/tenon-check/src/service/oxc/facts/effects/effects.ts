import type { Effect } from '../../../../domain/facts/effect.ts'
import { memberName } from '../../walk/expression.ts'
import { pathOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { gather, gatherCall, gatherDecorator, gatherHandedOver, gatherParent, type Gathering } from './calls.ts'
import { gatherAssigning, gatherChange } from './changes.ts'
import { gatherAll, gatherDefault, gatherExports } from './exports.ts'
import { Routines } from './routine.ts'

/** Collects what happens when a module is loaded, a model is created, or a function is called. */
export const effects = (found: Effect[]): Visitors => {
  let routines = new Routines([])
  const at = (here: Here): Gathering => ({ found, routines, here })
  return {
    Program({ body }) {
      routines = new Routines(body)
    },
    CallExpression(node, here) {
      gatherCall(node, node.callee, here.above(1)?.type === 'Decorator' ? 'decorate' : 'call', at(here))
      gatherHandedOver(node, at(here))
      gatherAssigning(node, at(here))
    },
    NewExpression(node, here) {
      gatherCall(node, node.callee, 'new', at(here))
    },
    TaggedTemplateExpression(node, here) {
      gatherCall(node, node.tag, 'tag', at(here))
    },
    Decorator(node, here) {
      gatherDecorator(node, at(here))
    },
    ClassDeclaration(node, here) {
      gatherParent(node, at(here))
    },
    ClassExpression(node, here) {
      gatherParent(node, at(here))
    },
    AssignmentExpression(node, here) {
      gatherChange(node, node.left, 'assign', at(here))
    },
    UpdateExpression(node, here) {
      gatherChange(node, node.argument, 'assign', at(here))
    },
    UnaryExpression(node, here) {
      if (node.operator === 'delete') gatherChange(node, node.argument, 'delete', at(here))
    },
    AwaitExpression(node, here) {
      waits(node, pathOf(node.argument), at(here))
    },
    ForOfStatement(node, here) {
      if (node.await) waits(node.right, pathOf(node.right), at(here))
    },
    VariableDeclaration(node, here) {
      if (node.kind === 'await using') waits(node, '', at(here))
    },
    ImportExpression(node, here) {
      const place = routines.place(here.path, node)
      if (place === null) return
      const { source } = node
      const specifier = source.type === 'Literal' ? String(source.value) : here.text.slice(source.start, source.end)
      gather(at(here), node, place, { deed: 'import', path: specifier })
    },
    ImportDeclaration(node, here) {
      if (node.specifiers.length > 0 || node.importKind === 'type') return
      const path = node.source.value
      const origin = { kind: 'import', specifier: path, imported: '' } as const
      gather(at(here), node.source, { position: 'module', routine: '' }, { deed: 'import', path, origin })
    },
    ExportNamedDeclaration(node, here) {
      gatherExports(node, at(here))
    },
    ExportDefaultDeclaration(node, here) {
      gatherDefault(node, at(here))
    },
    ExportAllDeclaration(node, here) {
      gatherAll(node, at(here))
    },
    MemberExpression(node, here) {
      const member = memberName(node)
      if ((member !== 'env' && member !== 'argv') || node.object.type !== 'Identifier') return
      const bound = here.lookup(node.object.name)
      if (bound === null ? node.object.name !== 'process' : !/^(node:)?process$/.test(bound.from?.specifier ?? ''))
        return
      const place = routines.place(here.path, node)
      if (place === null || changedBy(node, here)) return
      gather(at(here), node, place, {
        deed: 'read',
        path: `process.${member}`,
        origin: { kind: 'global', name: `process.${member}` },
      })
    },
  }
}

/** Whether a member is the target of an assignment or a `delete`, which is reported already. */
const changedBy = (node: { readonly start: number }, here: Here): boolean => {
  const above = here.path.findLast(({ type }) => type !== 'MemberExpression')
  if (above?.type === 'UnaryExpression') return above.operator === 'delete'
  return above?.type === 'AssignmentExpression' && above.left.start <= node.start && node.start < above.left.end
}

/**
 * Adds an `await` at the top level, which delays every module that imports this one. An `await` in a function that is
 * called at once does not.
 */
const waits = (node: Parameters<typeof gather>[1], path: string, at: Gathering): void => {
  const place = at.routines.place(at.here.path, node)
  if (place === null || place.inside || (place.position !== 'module' && place.position !== 'static')) return
  gather(at, node, place, { deed: 'await', path })
}
