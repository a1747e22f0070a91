import { basename } from 'node:path'
import { moduleSyntaxError } from '../../../service/node/module/syntax.ts'
import { UsageError } from '../terminal/usage.ts'

/** The parts of a new config. */
export interface ConfigParts {
  readonly imports: string
  readonly stores: string
  /** The names that these parts declare. */
  readonly declares: readonly string[]
}

/**
 * Adds stores to the text of a config that exports none, and keeps everything in it. Throws a `UsageError` if they
 * cannot be added.
 */
export const withStores = async (path: string, text: string, parts: ConfigParts): Promise<string> => {
  const { imports, stores, declares } = parts
  const name = basename(path)
  const error = await moduleSyntaxError(text)
  if (error !== null)
    throw new UsageError(`${name} cannot be parsed (${error}), so nothing is added to it. Fix it first.`)
  if (!(await accepts(text, 'const tenonInit = 0; export { tenonInit as stores }')))
    throw new UsageError(
      `${name} exports stores already, and is never overwritten. Add a store there, or name another file with --config.`,
    )
  const free = await Promise.all(declares.map((each) => isFree(text, each)))
  const clashes = declares.filter((_, i) => free[i] === false)
  if (clashes.length > 0)
    throw new UsageError(
      `${name} has ${clashes.join(', ')} already, which the new store needs, so nothing is added to it. Write the store to a file of its own with --config.`,
    )
  // What comes before the first import, such as a licence or @ts-check, stays first.
  const at = Math.max(text.search(/^import\b/m), 0)
  return `${text.slice(0, at)}${imports}${at === 0 && !text.startsWith('import') ? '\n' : ''}${text.slice(at).trimEnd()}\n\n${stores}`
}

/** Whether a valid module stays valid with one more statement. */
const accepts = async (text: string, statement: string): Promise<boolean> =>
  (await moduleSyntaxError(`${text}\n;${statement}`)) === null

/**
 * Whether a valid module declares and imports nothing under a name. Types are erased before parsing, so they are looked
 * for here.
 */
const isFree = async (text: string, name: string): Promise<boolean> =>
  !typeNamed(name).test(text) && accepts(text, `let ${name}`)

/** Matches a declaration or an import of a type under a name. */
const typeNamed = (name: string): RegExp =>
  new RegExp(
    [
      String.raw`^\s*(?:export\s+|declare\s+)*(?:type|interface)\s+${name}\b`,
      String.raw`^\s*import\s+type\b[^;'"]*\b${name}\b`,
      String.raw`^\s*import\b[^;'"]*\btype\s+(?:\w+\s+as\s+)?${name}\b`,
    ].join('|'),
    'm',
  )
