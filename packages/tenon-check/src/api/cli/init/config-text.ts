import type { CheckConfig } from '../../../domain/config/check-config.ts'

/** How to write the config. */
export interface Wording {
  readonly language: 'typescript' | 'javascript'
  /** Whether the types of tenon-check can be imported there. */
  readonly typed: boolean
  /** Whether the export is in a file of its own, or is added to an existing file. */
  readonly alone: boolean
}

/** Returns the text of the export `check` of a config, with every field. */
export const configText = (
  { layers: { domain, service, api, test }, ignored, pure }: CheckConfig,
  { language, typed, alone }: Wording,
): string =>
  [
    ...(typed && alone && language === 'typescript' ? ["import type { CheckConfig } from 'tenon-check'", ''] : []),
    '/** The config of "tenon-check" for this project. It is read and never run, so it consists of literals. */',
    ...(typed && language === 'javascript' ? ["/** @type {import('tenon-check').CheckConfig} */"] : []),
    'export const check = {',
    '  // Glob patterns relative to this folder. A file is in the first layer that it matches: test, domain, service, api.',
    '  layers: {',
    '    // What the business is about. It does no I/O, reads no clock and names no technology.',
    `    domain: ${list(domain, '    ')},`,
    '    // What binds the needs of the domain to a technology, and owns its configuration.',
    `    service: ${list(service, '    ')},`,
    '    // How others reach it: servers, pages, command lines, and the code that ties everything together.',
    `    api: ${list(api, '    ')},`,
    '    // Tests.',
    `    test: ${list(test, '    ')},`,
    '  },',
    '  // Files that are not sources of this project: build output, generated files, configs of tools.',
    `  ignored: ${list(ignored, '  ')},`,
    "  // What the domain may import besides itself, as written in the import; 'name/*' is everything below a name.",
    `  pure: ${list(pure, '  ')},`,
    '  // Technologies that neither tenon-check nor a package of yours describes: { name, packages, tokens, vocabulary }.',
    '  technologies: [],',
    closing(language, typed, alone),
    '',
  ].join('\n')

const closing = (language: Wording['language'], typed: boolean, alone: boolean): string => {
  if (language === 'javascript') return '}'
  if (!typed) return '} as const'
  return `} as const satisfies ${alone ? 'CheckConfig' : "import('tenon-check').CheckConfig"}`
}

const list = (texts: readonly string[], indent: string): string => {
  const quoted = texts.map((text) => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`)
  const line = `[${quoted.join(', ')}]`
  return line.length < 90 ? line : `[\n${quoted.map((each) => `${indent}  ${each},\n`).join('')}${indent}]`
}
