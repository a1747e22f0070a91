import type { Class, Node } from 'oxc-parser'
import type { Holder, Mutable } from '../../../../domain/facts/field.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { configTeller } from '../fields/config-parts.ts'
import { holderAt } from '../fields/place.ts'
import { changeableOfClass } from './classes.ts'
import { changeableOfDefault, changeableOfVariable } from './constants.ts'
import type { Changeable } from './found.ts'
import { changeableIn } from './types.ts'

/** Collects the parts of declarations that others can change. */
export const mutables = (found: Mutable[]): Visitors => {
  const isConfig = configTeller()
  const tell = (those: readonly Changeable[], here: Here): void => {
    if (those.length === 0) return
    const holder = holderAt(here)
    const config = isConfig(holder, here)
    for (const each of those) found.push({ ...each, holder, config })
  }
  return {
    TSInterfaceDeclaration(node, here) {
      if (isTop(here))
        tell(
          node.body.body.flatMap((member) => changeableIn(member, here)),
          here,
        )
    },
    TSTypeAliasDeclaration(node, here) {
      if (isTop(here)) tell(changeableIn(node.typeAnnotation, here), here)
    },
    ClassDeclaration(node: Class, here) {
      if (isTop(here)) tell(changeableOfClass(node, here), here)
    },
    ExportDefaultDeclaration({ declaration }, here) {
      const those = changeableOfDefault(declaration)
      const { start, end } = declaration
      const holder: Holder = {
        name: 'default',
        declared: 'const',
        exported: true,
        executes: false,
        begins: start,
        named: { start, end },
      }
      for (const each of those) found.push({ ...each, holder, config: isConfig(holder, here) })
    },
    VariableDeclarator(node, here) {
      const variables = here.above(1)
      if (variables?.type !== 'VariableDeclaration' || !isTopStatement(here.path.slice(0, -1))) return
      tell(changeableOfVariable(variables, node, here), here)
    },
  }
}

const isTop = ({ path }: Here): boolean => isTopStatement(path)

/** Whether the nodes above end with a program or a namespace, perhaps followed by an export. */
const isTopStatement = (above: readonly Node[]): boolean => {
  const [outer, inner] = above.slice(-2)
  const last = inner ?? outer
  const holder = /^Export(?:Named|Default)Declaration$/.test(last?.type ?? '') ? outer : last
  return holder?.type === 'Program' || holder?.type === 'TSModuleBlock'
}
