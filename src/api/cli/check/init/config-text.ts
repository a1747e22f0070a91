import type { CheckConfig } from '../../../../domain/rules/check-config.ts'

/** How the config is written: what its language allows, and whether the types of Tenon can be had there. */
export interface Wording {
  readonly language: 'typescript' | 'javascript'
  readonly typed: boolean
  /** Whether it stands in a file of its own, or after what a file has already. */
  readonly alone: boolean
}

/** The export `check` of a config as a text, every field explicit. */
export const configText = (
  { layers: { domain, service, api, test }, ignored, pure }: CheckConfig,
  { language, typed, alone }: Wording,
): string =>
  [
    ...(typed && alone && language === 'typescript' ? ["import type { CheckConfig } from 'tenon/check'", ''] : []),
    '/** What this project says of itself to "tenon check". It is read and never run, so it is written as literals. */',
    ...(typed && language === 'javascript' ? ["/** @type {import('tenon/check').CheckConfig} */"] : []),
    'export const check = {',
    '  // Patterns from this folder. A file stands in the first layer that it fits: test, domain, service, api.',
    '  layers: {',
    '    // What the business is about. It does no I/O, reads no clock and names no technology.',
    `    domain: ${list(domain, '    ')},`,
    '    // What binds the needs of the domain to a technology, and owns its configuration.',
    `    service: ${list(service, '    ')},`,
    '    // How others reach it: servers, pages, command lines, and what ties all together.',
    `    api: ${list(api, '    ')},`,
    '    // What tries it.',
    `    test: ${list(test, '    ')},`,
    '  },',
    '  // What is no source of this project: build output, generated files, configs of tools.',
    `  ignored: ${list(ignored, '  ')},`,
    "  // What the domain may import beside itself, as it is written there; 'name/*' is all below a name.",
    `  pure: ${list(pure, '  ')},`,
    '  // Technologies that neither Tenon nor a package of yours knows: { name, packages, tokens, vocabulary }.',
    '  technologies: [],',
    closing(language, typed, alone),
    '',
  ].join('\n')

const closing = (language: Wording['language'], typed: boolean, alone: boolean): string => {
  if (language === 'javascript') return '}'
  if (!typed) return '} as const'
  return `} as const satisfies ${alone ? 'CheckConfig' : "import('tenon/check').CheckConfig"}`
}

const list = (texts: readonly string[], indent: string): string => {
  const quoted = texts.map((text) => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`)
  const line = `[${quoted.join(', ')}]`
  return line.length < 90 ? line : `[\n${quoted.map((each) => `${indent}  ${each},\n`).join('')}${indent}]`
}
