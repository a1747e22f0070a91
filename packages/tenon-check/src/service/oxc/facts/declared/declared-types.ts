import type { Node } from 'oxc-parser'
import type { DeclaredMethod, DeclaredType } from '../../../../domain/facts/capability.ts'
import { originOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { absenceOf } from './absence.ts'
import { exportsIn } from '../../walk/exports.ts'
import { methodOf } from './methods.ts'
import { globalName, nameOf, namesIn } from './type-names.ts'

/** Collects the interfaces, types and classes at the top level of a file. */
export const declaredTypes = (found: DeclaredType[]): Visitors => ({
  Program(program, here) {
    const exports = exportsIn(program)
    for (const statement of program.body) {
      const stated =
        statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
          ? statement.declaration
          : statement
      const type = stated === null ? null : typeOf(stated, here)
      if (type !== null) found.push({ ...type, exports: exports.get(type.name) ?? [] })
    }
  },
})

type Typed = Omit<DeclaredType, 'exports'>

const typeOf = (node: Node, here: Here): Typed | null => {
  switch (node.type) {
    case 'TSInterfaceDeclaration': {
      const made = node.extends.flatMap((each) => namesIn(each, here, 'outside_of_fields'))
      return { ...named(node.id), form: 'interface', ...membersOf(node.body.body, here), made }
    }
    case 'TSTypeAliasDeclaration': {
      const { typeAnnotation: type } = node
      const members = partsOf(type, here).flatMap((part) => (part.type === 'TSTypeLiteral' ? part.members : []))
      return {
        ...named(node.id),
        form: 'type',
        ...membersOf(members, here),
        made: namesIn(type, here, 'outside_of_fields'),
      }
    }
    case 'ClassDeclaration': {
      if (node.id === null) return null
      const { superClass, implements: claims } = node
      const made = [
        ...(superClass === null ? [] : [originOf(superClass, here)]),
        ...(claims ?? []).flatMap((each) => nameOf(each, here) ?? []),
      ]
      const form = node.abstract === true ? 'abstract_class' : 'class'
      return { ...named(node.id), form, ...membersOf(node.body.body, here), made }
    }
    default:
      return null
  }
}

const named = ({ name, start, end }: { readonly name: string; readonly start: number; readonly end: number }) => ({
  name,
  start,
  end,
})

/** Returns the types that an intersection combines, looking through `Readonly`. Any other type is returned itself. */
const partsOf = (type: Node, here: Here): readonly Node[] => {
  if (type.type === 'TSIntersectionType') return type.types.flatMap((each) => partsOf(each, here))
  const [only] = type.type === 'TSTypeReference' ? (type.typeArguments?.params ?? []) : []
  return only !== undefined && globalName(type, here) === 'Readonly' ? partsOf(only, here) : [type]
}

type Members = Pick<DeclaredType, 'methodsAlone' | 'methods' | 'absences'>

const membersOf = (members: readonly Node[], here: Here): Members => {
  const methods = members.map((member) => methodOf(member, here))
  return {
    methodsAlone: !methods.includes(null),
    methods: methods.filter((each): each is DeclaredMethod => each !== null),
    absences: members.flatMap((member) => absenceOf(member, here)),
  }
}
