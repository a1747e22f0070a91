import type { EcmaScriptModule, StaticExportEntry } from 'oxc-parser'
import type { BroughtName, Reference } from '../../domain/facts/reference.ts'

/**
 * Returns where a file's imports and exports lead. The parser reports them without its tree. Computed specifiers are
 * left out.
 */
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

/** Returns the names of a re-export; none for `export *`. */
const handedOn = ({ importName, exportName }: StaticExportEntry): readonly BroughtName[] =>
  importName.kind === 'AllButDefault'
    ? []
    : [
        {
          imported: importName.kind === 'All' ? '*' : (importName.name ?? ''),
          local: exportName.name ?? 'default',
        },
      ]

/** Matches a string, or a template without `${…}`. One with a backslash is not matched; only the tree can decode it. */
const LITERAL = /^(['"`])((?:(?!\1|\$\{)[^\\])*)\1$/

/** Whether an import without names is `import type {}`. */
const isTypeAlone = (head: string): boolean => /^import\s+type\b/.test(head)
