import type { AccessorProperty, Class, Node, PropertyDefinition } from 'oxc-parser'
import type { Here } from '../../walk/walk.ts'
import { keyText } from '../fields/place.ts'
import { changesIn, type Own } from './changes.ts'
import { type Changeable, inField, inserted } from './found.ts'
import { type ContainerKind, containerKind } from './container.ts'
import { changeableIn } from './types.ts'

/**
 * Finds what a class lets others change in its objects, and where its methods change public fields. Names that begin
 * with `#` are internal.
 */
export const changeableOfClass = (node: Class, here: Here): readonly Changeable[] => {
  const own = ownOf(node, here)
  const changes = node.body.body.flatMap((member) => changesIn(member, own))
  const named = (wanted: string): ReadonlySet<string> =>
    new Set(changes.flatMap(({ form, name }) => (form === wanted ? (name.split('.')[0] ?? []) : [])))
  const changed = { assigned: named('assignment'), mutated: named('mutation') }
  return [...node.body.body.flatMap((member) => lookAt(member, changed, here)), ...changes]
}

/**
 * Returns the fields that methods of the class assign or whose values they change. Adding `readonly` alone does not fix
 * these.
 */
interface Changed {
  readonly assigned: ReadonlySet<string>
  readonly mutated: ReadonlySet<string>
}

const lookAt = (member: Node, changed: Changed, here: Here): readonly Changeable[] => {
  if (isField(member)) {
    if (member.key.type === 'PrivateIdentifier') return []
    const inner = held(member.typeAnnotation ?? null, keyText(member.key, here.text), changed, here)
    return member.readonly ? inner : [fieldOf(member, changed, here), ...inner]
  }
  switch (member.type) {
    case 'TSIndexSignature':
      return changeableIn(member, here)
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
      if (member.kind === 'constructor') return member.value.params.flatMap((each) => ofParameter(each, changed, here))
      if (member.kind !== 'set' || member.key.type === 'PrivateIdentifier') return []
      return [setter(member, keyText(member.key, here.text))]
    default:
      return []
  }
}

const setter = (node: Node, name: string): Changeable => ({
  ...spanOf(node),
  form: 'setter',
  name,
  part: name,
  edit: null,
})

type Field = PropertyDefinition | AccessorProperty

/** Returns what the type of a field lets others change. */
const held = (type: Node | null, name: string, { mutated }: Changed, here: Here): readonly Changeable[] => {
  const found = type === null ? [] : inField(name, changeableIn(type, here))
  return mutated.has(name) ? found.map((each) => ({ ...each, edit: null })) : found
}

/** Returns the finding for a field without `readonly`. The word is not allowed before `accessor`. */
const fieldOf = (member: Field, { assigned }: Changed, here: Here): Changeable => {
  const name = keyText(member.key, here.text)
  const at = member.computed ? here.text.lastIndexOf('[', member.key.start) : member.key.start
  const mends = !member.type.endsWith('AccessorProperty') && !assigned.has(name)
  return { ...spanOf(member), form: 'field', name, part: name, edit: mends ? inserted(at, 'readonly ') : null }
}

/** Returns the findings for a parameter of a constructor that is a field. */
const ofParameter = (parameter: Node, changed: Changed, here: Here): readonly Changeable[] => {
  if (parameter.type !== 'TSParameterProperty') return []
  const { left, annotation } = partsOf(parameter.parameter)
  const inner = held(annotation, left, changed, here)
  if (parameter.readonly) return inner
  const edit = changed.assigned.has(left) ? null : inserted(parameter.parameter.start, 'readonly ')
  return [{ ...spanOf(parameter), form: 'field', name: left, part: left, edit }, ...inner]
}

const partsOf = (node: Node): { readonly left: string; readonly annotation: Node | null } => {
  if (node.type === 'AssignmentPattern') return partsOf(node.left)
  return node.type === 'Identifier'
    ? { left: node.name, annotation: node.typeAnnotation ?? null }
    : { left: '', annotation: null }
}

const isField = (member: Node): member is Field =>
  member.type === 'PropertyDefinition' ||
  member.type === 'TSAbstractPropertyDefinition' ||
  member.type === 'AccessorProperty' ||
  member.type === 'TSAbstractAccessorProperty'

/** Returns the public fields of a class, and what each is known to hold. */
const ownOf = (node: Class, here: Here): Own => {
  const own = new Map<string, ContainerKind>()
  for (const member of node.body.body) {
    if (isField(member) && member.key.type !== 'PrivateIdentifier' && !member.static)
      own.set(keyText(member.key, here.text), containerKind(member.typeAnnotation?.typeAnnotation, member.value))
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      for (const each of member.value.params)
        if (each.type === 'TSParameterProperty') {
          const { left, annotation } = partsOf(each.parameter)
          own.set(
            left,
            containerKind(annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined, null),
          )
        }
  }
  return own
}

const spanOf = ({ start, end }: Node): { readonly start: number; readonly end: number } => ({ start, end })
