import { readFile } from 'node:fs/promises'
import type { OptionWord, Place, Values } from './command-words.ts'

/** The shells that a completion can be had for. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** One of those shells. */
export type ShellName = (typeof shells)[number]

/** The completion script of these commands for a shell: their words as tables, and the code that looks them up. */
export const scriptFor = async (shell: ShellName, places: readonly Place[]): Promise<string> => {
  // The same file from `src` and from `dist`; the package has both.
  const driver = await readFile(
    new URL(`../../../../../src/api/cli/any/completion/tenon.${shell}`, import.meta.url),
    'utf8',
  )
  switch (shell) {
    case 'bash':
      return `${bashTables(places)}\n${driver}`
    case 'zsh':
      return `#compdef tenon\n${zshTables(places)}\n${driver}`
    case 'fish':
      return `${fishSets(places)}\n${driver}${fishLines(places)}\n`
    default:
      return shell satisfies never
  }
}

const bashTables = (places: readonly Place[]): string =>
  [
    '# Completes the words of tenon in bash. In ~/.bashrc: source <(tenon completion bash)',
    table(
      '_tenon_commands',
      places.map(({ name, commands }) => [quoted(name), commands.map((each) => each.name)]),
    ),
    table(
      '_tenon_options',
      places.map(({ name, options }) => [quoted(name), options.flatMap(({ words }) => words)]),
    ),
    table('_tenon_takes', takes(places)),
  ].join('\n')

const zshTables = (places: readonly Place[]): string =>
  [
    '# Completes the words of tenon in zsh. In ~/.zshrc, behind compinit: source <(tenon completion zsh)',
    table(
      '_tenon_commands',
      places.map(({ name, commands }) => [quoted(name), commands.map((each) => described(each.name, each.says))]),
    ),
    table(
      '_tenon_options',
      places.map(({ name, options }) => [
        quoted(name),
        options.flatMap(({ words, says }) => words.map((word) => described(word, says))),
      ]),
    ),
    table('_tenon_takes', takes(places)),
  ].join('\n')

const described = (word: string, says: string): string => `${word.replaceAll(':', String.raw`\:`)}:${says}`

type Row = readonly [key: string, lines: readonly string[]]

/** A table as a function of bash and zsh, which prints what stands beside its argument. */
const table = (name: string, rows: readonly Row[]): string =>
  [
    `${name}() {`,
    '  case $1 in',
    ...rows
      .filter(([, lines]) => lines.length > 0)
      .map(([key, lines]) => `    ${key}) printf '%s\\n' ${lines.map(quoted).join(' ')} ;;`),
    '  esac',
    '}',
  ].join('\n')

/** What stands behind options and at arguments, by `<place> <option>` and `<place> <index>`; where a shell has to ask or to look, `@` and what for. */
const takes = (places: readonly Place[]): readonly Row[] =>
  places.flatMap((place) => [
    ...place.options.flatMap(({ words, values }) =>
      values === null ? [] : words.map((word): Row => [quoted(`${place.name} ${word}`), linesOf(values)]),
    ),
    ...place.arguments.map(({ values, repeated }, i): Row => [
      quoted(`${place.name} `) + (repeated ? '[0-9]*' : String(i)),
      linesOf(values),
    ]),
  ])

const linesOf = (values: Values): readonly string[] => (typeof values === 'string' ? [`@${values}`] : values)

/** A text as one word of bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const fishSets = (places: readonly Place[]): string => {
  const taking = places.flatMap(({ options }) => options.flatMap(({ words, values }) => (values === null ? [] : words)))
  return [
    '# Completes the words of tenon in fish. In ~/.config/fish/config.fish: tenon completion fish | source',
    `set -g __tenon_places ${places
      .filter(({ name }) => name !== '')
      .map(({ name }) => fishQuoted(name))
      .join(' ')}`,
    `set -g __tenon_taking ${[...new Set(taking)].join(' ')}`,
  ].join('\n')
}

const fishLines = (places: readonly Place[]): string => places.flatMap(fishLinesOf).join('\n')

const fishLinesOf = ({ name, commands, options, arguments: given }: Place): readonly string[] => {
  const at = (more: string): string => `complete -c tenon -n ${fishQuoted(`__tenon_at ${fishQuoted(name)}${more}`)}`
  return [
    ...commands.map((each) => `${at(' 0')} -a ${fishQuoted(each.name)} -d ${fishQuoted(each.says)}`),
    ...options.map((option) => `${at('')} ${fishOption(option)} -d ${fishQuoted(option.says)}`),
    ...given.flatMap(({ values, repeated }, i) =>
      values === 'anything' ? [] : [`${at(repeated ? '' : ` ${i}`)} ${fishValues(values)}`],
    ),
  ]
}

const fishOption = ({ words, values }: OptionWord): string =>
  [
    ...words.map((word) => (word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`)),
    ...(values === null ? [] : values === 'anything' ? ['-x'] : ['-r', fishValues(values)]),
  ].join(' ')

const fishValues = (values: Values): string => {
  if (values === 'files') return '-F'
  return `-f -a ${fishQuoted(typeof values === 'string' ? `(__tenon_ask ${values})` : values.join(' '))}`
}

/** A text as one word of fish. */
const fishQuoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
