import type { Node } from 'oxc-parser'
import type { EvidenceRead } from '../../../../domain/facts/evidence.ts'
import { bare, isWrapping, keyOf, memberName, type MemberNode } from '../../walk/expression.ts'
import { pathOf, rootOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { isNarrowed } from './narrowed.ts'
import { type Stated, statedIn, statedOf } from './stated.ts'

/** Collects the places where the evidence of a failure is read. */
export const evidence = (found: EvidenceRead[]): Visitors => {
  const add = (node: Node, path: string, known: EvidenceRead['known'] | null, here: Here): void => {
    if (known === null) return
    found.push({ path, known, within: here.holder().name, start: node.start, end: node.end })
  }
  return {
    MemberExpression(node, here) {
      const member = memberName(node)
      if (isWritten(node, here)) return
      if (member === 'evidence') add(node, written(node, here), ofMember(node, here), here)
      else if (PARTS.has(member) && statedOf(bare(node.object), here) === 'evidence')
        add(node, written(node, here), 'typed', here)
    },
    ObjectPattern(node, here) {
      const whole = wholeOf(node, here)
      for (const property of node.properties) {
        if (property.type !== 'Property') continue
        const key = keyOf(property.key)
        const path = whole.from === null ? key : `${written(whole.from, here)}.${key}`
        if (key === 'evidence') add(property, path, ofPattern(node, property.value, whole, here), here)
        else if (PARTS.has(key) && whole.stated === 'evidence') add(property, path, 'typed', here)
      }
    },
  }
}

type ObjectPattern = Extract<Node, { readonly type: 'ObjectPattern' }>

/** The fields of the evidence. */
const PARTS: ReadonlySet<string> = new Set(['technology', 'code', 'message'])

/** Returns how it is known that `x.evidence` belongs to a failure, or `null` if it is not known. */
const ofMember = (node: MemberNode, here: Here): EvidenceRead['known'] | null => {
  const object = bare(node.object)
  const stated = statedOf(node.object, here)
  if (stated === 'failure') return 'typed'
  const of = pathOf(object)
  if (of !== '' && isNarrowed(of, here.path, node)) return 'narrowed'
  return stated !== 'other' && isOfTechnology(partsOf(node, here), object, here) ? 'parts' : null
}

/** The value that a pattern destructures, as far as the file says. */
interface Whole {
  readonly from: Node | null
  readonly stated: Stated
}

const wholeOf = (node: ObjectPattern, here: Here): Whole => {
  const above = here.above(1)
  const stated = statedIn(above?.type === 'VariableDeclarator' && above.init === null ? above : node, here)
  const from =
    above?.type === 'VariableDeclarator'
      ? above.init
      : above?.type === 'AssignmentExpression' && above.left === node
        ? above.right
        : null
  return { from, stated: stated === 'nothing' && from !== null ? statedOf(from, here) : stated }
}

const ofPattern = (node: Node, value: Node, { from, stated }: Whole, here: Here): EvidenceRead['known'] | null => {
  if (stated === 'failure') return 'typed'
  const of = from === null ? '' : pathOf(from)
  if (of !== '' && isNarrowed(of, here.path, node)) return 'narrowed'
  const inner = value.type === 'AssignmentPattern' ? value.left : value
  const parts = inner.type === 'ObjectPattern' ? keysOf(inner) : []
  return stated !== 'other' && isOfTechnology(parts, from, here) ? 'parts' : null
}

/**
 * Whether the parts show that it is the evidence of a failure. Only such evidence has a `technology`. Other objects may
 * have a code or a message, so these count only for an awaited value: the answer of a store.
 */
const isOfTechnology = (parts: readonly string[], of: Node | null, here: Here): boolean => {
  if (parts.includes('technology')) return true
  if (of === null || !parts.some((part) => PARTS.has(part))) return false
  const root = rootOf(of)
  if (bare(of).type === 'AwaitExpression') return true
  if (root.type !== 'Identifier') return false
  const bound = here.lookup(root.name)
  return bound?.node.type === 'VariableDeclarator' && bound.node.init?.type === 'AwaitExpression'
}

/** Returns the parts of the evidence that are read in the same place. */
const partsOf = (node: Node, here: Here): readonly string[] => {
  const above = here.path.findLast((each) => !isWrapping(each))
  if (above?.type === 'MemberExpression' && bare(above.object) === node) return [memberName(above)]
  if (above?.type === 'VariableDeclarator' && above.id.type === 'ObjectPattern') return keysOf(above.id)
  return []
}

const keysOf = ({ properties }: ObjectPattern): readonly string[] =>
  properties.map((property) => (property.type === 'Property' ? keyOf(property.key) : ''))

/** Whether a member is assigned and not read. */
const isWritten = (node: Node, here: Here): boolean => {
  const above = here.above(1)
  return above?.type === 'AssignmentExpression' && above.left === node && above.operator === '='
}

const written = ({ start, end }: Node, { text }: Here): string => text.slice(start, end).replaceAll(/\s+/g, ' ')
