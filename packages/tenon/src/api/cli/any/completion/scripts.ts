import { readFile } from 'node:fs/promises'
import type { CommandWords, OptionWords, Values } from './command-words.ts'

/** The shells for which there is a completion script. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** One of those shells. */
export type ShellName = (typeof shells)[number]

/**
 * Returns the completion script of all these commands for a shell: their words as tables, and the code that looks them
 * up.
 */
export const scriptFor = async (shell: ShellName, all: readonly CommandWords[]): Promise<string> => {
  const driver = await readFile(new URL(`tenon.${shell}`, import.meta.url), 'utf8')
  switch (shell) {
    case 'bash':
      return `${bashTables(all)}\n${driver}`
    case 'zsh':
      return `#compdef tenon\n${zshTables(all)}\n${driver}`
    case 'fish':
      return `${fishSets(all)}\n${driver}${fishLines(all)}\n`
    default:
      return shell satisfies never
  }
}

const bashTables = (all: readonly CommandWords[]): string =>
  [
    '# Completes the words of tenon in bash. In ~/.bashrc: source <(tenon completion bash)',
    table(
      '_tenon_commands',
      all.map(({ name, commands }) => [quoted(name), commands.map((each) => each.name)]),
    ),
    table(
      '_tenon_options',
      all.map(({ name, options }) => [quoted(name), options.flatMap(({ words }) => words)]),
    ),
    table('_tenon_takes', takes(all)),
  ].join('\n')

const zshTables = (all: readonly CommandWords[]): string =>
  [
    '# Completes the words of tenon in zsh. In ~/.zshrc, after compinit: source <(tenon completion zsh)',
    table(
      '_tenon_commands',
      all.map(({ name, commands }) => [quoted(name), commands.map((each) => described(each.name, each.says))]),
    ),
    table(
      '_tenon_options',
      all.map(({ name, options }) => [
        quoted(name),
        options.flatMap(({ words, says }) => words.map((word) => described(word, says))),
      ]),
    ),
    table('_tenon_takes', takes(all)),
  ].join('\n')

const described = (word: string, says: string): string => `${word.replaceAll(':', String.raw`\:`)}:${says}`

type Row = readonly [key: string, lines: readonly string[]]

/** Returns a table as a function of bash and zsh. It prints the lines of the row that its argument names. */
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

/**
 * Returns what options and arguments take, by `<command> <option>` and `<command> <index>`. A value that the shell must
 * look up is written as `@` and its kind.
 */
const takes = (all: readonly CommandWords[]): readonly Row[] =>
  all.flatMap((each) => [
    ...each.options.flatMap(({ words, values }) =>
      values === null ? [] : words.map((word): Row => [quoted(`${each.name} ${word}`), linesOf(values)]),
    ),
    ...each.arguments.map(({ values, repeated }, i): Row => [
      quoted(`${each.name} `) + (repeated ? '[0-9]*' : String(i)),
      linesOf(values),
    ]),
  ])

const linesOf = (values: Values): readonly string[] => {
  if (typeof values === 'string') return [`@${values}`]
  return 'names' in values ? [`@${values.names}`] : values
}

/** A text as one word of bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const fishSets = (all: readonly CommandWords[]): string => {
  const taking = all.flatMap(({ options }) => options.flatMap(({ words, values }) => (values === null ? [] : words)))
  return [
    '# Completes the words of tenon in fish. In ~/.config/fish/config.fish: tenon completion fish | source',
    `set -g __tenon_places ${all
      .filter(({ name }) => name !== '')
      .map(({ name }) => fishQuoted(name))
      .join(' ')}`,
    `set -g __tenon_taking ${[...new Set(taking)].join(' ')}`,
  ].join('\n')
}

const fishLines = (all: readonly CommandWords[]): string => all.flatMap(fishLinesOf).join('\n')

const fishLinesOf = ({ name, commands, options, arguments: given }: CommandWords): readonly string[] => {
  const at = (more: string): string => `complete -c tenon -n ${fishQuoted(`__tenon_at ${fishQuoted(name)}${more}`)}`
  return [
    ...commands.map((each) => `${at(' 0')} -a ${fishQuoted(each.name)} -d ${fishQuoted(each.says)}`),
    ...options.map((option) => `${at('')} ${fishOption(option)} -d ${fishQuoted(option.says)}`),
    ...given.flatMap(({ values, repeated }, i) =>
      values === 'anything' ? [] : [`${at(repeated ? '' : ` ${i}`)} ${fishValues(values)}`],
    ),
  ]
}

const fishOption = ({ words, values }: OptionWords): string =>
  [
    ...words.map((word) => (word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`)),
    ...(values === null ? [] : values === 'anything' ? ['-x'] : ['-r', fishValues(values)]),
  ].join(' ')

const fishValues = (values: Exclude<Values, 'anything'>): string => {
  if (values === 'files') return '-F'
  return `-f -a ${fishQuoted('names' in values ? `(__tenon_ask ${values.names})` : values.join(' '))}`
}

/** A text as one word of fish. */
const fishQuoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
