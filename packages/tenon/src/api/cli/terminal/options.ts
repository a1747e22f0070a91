import { type Command, InvalidArgumentError, Option } from 'commander'

/** Adds `--json`, with a description of what it prints. */
export const withJson = (command: Command, says: string): Command =>
  command.addOption(new Option('--json', says).default(false, 'off'))

/** Adds examples to the end of a command's help: command lines as they are typed in a shell. */
export const withExamples = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText(
    'after',
    `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )

/** Adds `--limit`, which counts the items that are named here. */
export const withLimit = (command: Command, items: string): Command =>
  command.addOption(
    new Option('--limit <number>', `the maximum number of ${items}`)
      .argParser((text) => whole(text, 1))
      .default(Number.POSITIVE_INFINITY, 'all'),
  )

/** Refuses an option together with any of the others, which are named without their dashes. */
export const exclusive = (option: Option, ...others: readonly string[]): Option => option.conflicts([...others])

/** Reads one of some words, or a whole number of at least `least`. */
export const wordOrNumber =
  <Word extends string>(words: readonly Word[], least: number) =>
  (text: string): Word | number => {
    const word = words.find((each) => each === text)
    if (word !== undefined) return word
    if (isWhole(text, least)) return Number(text)
    throw new InvalidArgumentError(`It must be ${words.join(', ')} or a whole number from ${least}.`)
  }

/** Reads a whole number of at least `least`. */
export const whole = (text: string, least: number): number => {
  if (isWhole(text, least)) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number from ${least}.`)
}

const isWhole = (text: string, least: number): boolean =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= least
