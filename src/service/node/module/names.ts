import type { Directive, Statement } from 'oxc-parser'
import { DEEPER, mayEnd } from '../../oxc/aside.ts'
import { parse } from '../../oxc/parse.ts'

/** What a module names at its top, or why that cannot be read. */
export type ModuleNames =
  | {
      readonly kind: 'read'
      /** What it exports as values, by `export`. */
      readonly exports: ReadonlySet<string>
      /** What it declares or imports. */
      readonly own: ReadonlySet<string>
    }
  | { readonly kind: 'unparsable'; readonly says: string }

/** Reads the names at the top of a module's text. It runs nothing. */
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
