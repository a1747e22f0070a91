import type { Directive, Statement } from 'oxc-parser'
import { DEEPER, mayEnd } from './aside.ts'
import { parse } from './parse.ts'

/** The names at the top level of a module, or why they cannot be read. */
export type ModuleNames =
  | {
      readonly kind: 'read'
      /** The names of its exported values. */
      readonly exports: ReadonlySet<string>
      /** The names that it declares or imports. */
      readonly own: ReadonlySet<string>
    }
  | { readonly kind: 'unparsable'; readonly says: string }

/** Reads the names at the top level of a module's text. It runs no code. */
export const moduleNames = (path: string, text: string): ModuleNames => {
  if (mayEnd(path, text)) return { kind: 'unparsable', says: DEEPER }
  const { program, module, errors } = parse(path, text)
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error !== undefined) return { kind: 'unparsable', says: error.message }
  const exported = module.staticExports.flatMap(({ entries }) => entries).filter(({ isType }) => !isType)
  return {
    kind: 'read',
    exports: new Set(exported.map(({ exportName }) => exportName.name ?? exportName.kind)),
    own: new Set(program.body.flatMap(ownNames)),
  }
}

const ownNames = (statement: Directive | Statement): readonly string[] => {
  if (statement.type === 'ImportDeclaration') return statement.specifiers.map(({ local }) => local.name)
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  switch (declared?.type) {
    case 'VariableDeclaration':
      return declared.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      return declared.id === null ? [] : [declared.id.name]
    default:
      return []
  }
}
