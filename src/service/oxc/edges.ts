import type { EcmaScriptModule, StaticExportEntry } from 'oxc-parser'
import type { BroughtName, Reference } from '../../domain/rules/facts/reference.ts'

/** Where a file's imports and exports lead, which the parser tells without its tree. What is computed is left out. */
export const edges = (
  { staticImports, staticExports, dynamicImports }: EcmaScriptModule,
  text: string,
): Reference[] => [
  ...staticImports.map(({ start: from, moduleRequest: { value, start, end }, entries }): Reference => ({
    form: 'import',
    specifier: value,
    typeOnly: entries.length > 0 ? entries.every(({ isType }) => isType) : isTypeAlone(text.slice(from, start)),
    names: entries.map(({ importName, localName }) => ({
      imported: IMPORTED[importName.kind] ?? importName.name ?? '',
      local: localName.value,
    })),
    within: '',
    start,
    end,
  })),
  ...staticExports.flatMap(({ entries }): Reference[] => {
    const from = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest
    if (from === undefined || from === null) return []
    const { value: specifier, start, end } = from
    const typeOnly = entries.every(({ isType }) => isType)
    return [{ form: 'export', specifier, typeOnly, names: entries.flatMap(handedOn), within: '', start, end }]
  }),
  ...dynamicImports.flatMap(({ moduleRequest: { start, end } }): Reference[] => {
    const specifier = LITERAL.exec(text.slice(start, end))?.[2]
    return specifier === undefined
      ? []
      : [{ form: 'dynamic_import', specifier, typeOnly: false, names: [], within: '', start, end }]
  }),
]

const IMPORTED: { readonly [kind: string]: string } = { Default: 'default', NamespaceObject: '*' }

/** A module that is handed on in whole has no name. */
const handedOn = ({ importName, exportName }: StaticExportEntry): readonly BroughtName[] =>
  importName.kind === 'AllButDefault'
    ? []
    : [
        {
          imported: importName.kind === 'All' ? '*' : (importName.name ?? ''),
          local: exportName.name ?? 'default',
        },
      ]

/** A text in quotes, or a template without holes; one with a backslash is left to the tree. */
const LITERAL = /^(['"`])((?:(?!\1|\$\{)[^\\])*)\1$/

/** Whether an import without names is `import type {}`. */
const isTypeAlone = (head: string): boolean => /^import\s+type\b/.test(head)
