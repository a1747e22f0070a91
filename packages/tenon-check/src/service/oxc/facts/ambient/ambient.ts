import type { Node } from 'oxc-parser'
import type { AmbientForm, AmbientUse } from '../../../../domain/facts/ambient.ts'
import { globalObjects, localeMethods, provisions } from '../../../../domain/host/globals.ts'
import { isWrapping, memberName } from '../../walk/expression.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { isUse } from './use.ts'
import { takenBy } from './taken.ts'

/** Collects uses of globals of the host that are in the table of globals. */
export const ambient = (found: AmbientUse[]): Visitors => {
  /** The names of the file that are aliases of a global, such as `D` after `const D = Date`, by their declaration. */
  const aliases = new Map<string, { readonly by: Node; readonly path: string }>()
  const collect = (node: Node, root: string, here: Here): void => {
    const { path, outer, depth } = chainOf(node, root, here)
    const holder = here.above(depth)
    const within = here.holder().name
    const taken = holder === undefined ? null : takenBy(holder, outer)
    if (taken !== null)
      for (const { key, start, end } of taken) found.push({ path: `${path}.${key}`, form: 'read', within, start, end })
    else {
      const form = formOf(outer, holder, path)
      const whole = form.startsWith('new') && holder !== undefined ? holder : outer
      found.push({ path, form, within, start: whole.start, end: whole.end })
    }
    if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && isPartly(path))
      aliases.set(holder.id.name, { by: holder, path })
  }
  const element = ({ start }: Node, here: Here): void => {
    if (here.path.some(({ type }) => type === 'JSXElement' || type === 'JSXFragment')) return
    found.push({ path: 'JSX', form: 'read', within: here.holder().name, start, end: start + 1 })
  }
  return {
    JSXElement: element,
    JSXFragment: element,
    Identifier(node, here) {
      const known = NAMES.has(node.name)
      const alias = aliases.get(node.name)
      if ((!known && alias === undefined) || !isUse(node, here.above(1))) return
      const bound = here.lookup(node.name)
      if (bound === null) {
        if (known) collect(node, node.name, here)
      } else if (alias !== undefined && bound.node === alias.by) collect(node, alias.path, here)
    },
    CallExpression({ callee, arguments: given }, here) {
      if (callee.type !== 'MemberExpression' || !isHostLocale(given)) return
      const path = memberName(callee)
      const { start, end } = callee.property
      if (localeMethods.includes(path)) found.push({ path, form: 'call_bare', within: here.holder().name, start, end })
    },
    MetaProperty(node, here) {
      if (node.meta.name === 'import') collect(node, 'import.meta', here)
    },
  }
}

/** The first part of each name in the table. */
const NAMES: ReadonlySet<string> = new Set([
  ...globalObjects,
  ...provisions.flatMap(({ names }) => names.map((name) => /^(?:new )?(\w+)/.exec(name)?.[1] ?? name)),
])

/** The names of which the table lists only members or certain uses, not the name itself. */
const PARTLY: ReadonlySet<string> = new Set(
  [...NAMES].filter((name) => !globalObjects.includes(name) && !provisions.some(({ names }) => names.includes(name))),
)

const isPartly = (path: string): boolean => {
  const parts = path.split('.')
  return (
    parts.length < 3 && PARTLY.has(parts.at(-1) ?? '') && (parts.length < 2 || globalObjects.includes(parts[0] ?? ''))
  )
}

/**
 * Returns the longest chain of members that begins with a node, and how many levels up the node that contains the chain
 * is.
 */
const chainOf = (
  node: Node,
  root: string,
  here: Here,
): { readonly path: string; readonly outer: Node; readonly depth: number } => {
  let path = root
  let outer = node
  for (let depth = 1; ; depth++) {
    const holder = here.above(depth)
    if (holder?.type === 'MemberExpression' && holder.object === outer) path += `.${memberName(holder)}`
    else if (holder?.type === 'TSQualifiedName' && holder.left === outer) path += `.${holder.right.name}`
    else if (holder === undefined || !isWrapping(holder)) return { path, outer, depth }
    outer = holder
  }
}

/** Whether the arguments name no locale: there is none, or `undefined` in its place. */
const isHostLocale = ([locale]: readonly Node[]): boolean =>
  locale === undefined || (locale.type === 'Identifier' && locale.name === 'undefined')

const formOf = (node: Node, holder: Node | undefined, path: string): AmbientForm => {
  const isBare = (given: readonly Node[]): boolean =>
    given.length === 0 || (/\bIntl\./.test(path) && isHostLocale(given))
  switch (holder?.type) {
    case 'CallExpression':
      if (holder.callee !== node) return 'read'
      return isBare(holder.arguments) ? 'call_bare' : 'call'
    case 'NewExpression':
      if (holder.callee !== node) return 'read'
      return isBare(holder.arguments) ? 'new_bare' : 'new'
    case 'TaggedTemplateExpression':
      return holder.tag === node ? 'call' : 'read'
    case 'TSTypeReference':
    case 'TSTypeQuery':
    case 'TSInterfaceHeritage':
    case 'TSClassImplements':
      return 'type'
    default:
      return 'read'
  }
}
