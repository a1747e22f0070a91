import type { Operation } from '../../../../domain/capability/capability.ts'
import { placeOf } from '../../../../domain/capability/schema.ts'
import { jsonOption } from '../../terminal/json-input.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { UsageError } from '../../terminal/usage.ts'
import { type FieldFlag, readValue } from './field-flags.ts'

/** What a command line states of an intent. */
export interface Stated {
  /** The text of `--fields`, if it is there. */
  readonly fields: string | undefined
  /** The texts of the fields' own options, by field. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Returns the fields that a command line states for an operation. Throws a `UsageError` that names the options if a field
 * is missing, stated twice, or does not fit its schema.
 */
export const statedFields = async (
  terminal: Terminal,
  operation: Operation,
  flags: readonly FieldFlag[],
  stated: Stated,
): Promise<object> => {
  const inJson = await objectOf(terminal, stated.fields)
  const fields = new Map(Object.entries(inJson))
  for (const flag of flags) {
    const text = stated.texts.get(flag.field)
    if (text === undefined) continue
    if (fields.has(flag.field))
      throw new UsageError(`${flag.flag} and --fields both state ${flag.field}. State it once.`)
    fields.set(flag.field, await readValue(terminal, flag, text))
  }
  const missing = flags.filter(({ field, required }) => required && !fields.has(field))
  if (missing.length > 0)
    throw new UsageError(
      `these options are missing: ${missing.map(({ flag, placeholder }) => `${flag} <${placeholder}>`).join(', ')}. Run it with --help to see what they mean.`,
    )
  const intent = Object.fromEntries(fields)
  const refusals = refusalsOf(operation, intent, (field) => {
    const flag = flags.find((each) => each.field === field)?.flag
    return flag === undefined || Object.hasOwn(inJson, field) ? '--fields' : flag
  })
  if (refusals.length > 0) throw new UsageError(refusals.join('\n'))
  return intent
}

const objectOf = async (terminal: Terminal, text: string | undefined): Promise<object> => {
  if (text === undefined) return {}
  const value = await jsonOption(terminal, '--fields', text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new UsageError('--fields must be a JSON object with the fields of the operation.')
}

/** Returns a sentence for each place that does not fit the schema, which names the option that states it. */
const refusalsOf = ({ intent }: Operation, fields: object, optionOf: (field: string) => string): readonly string[] => {
  const answer = intent['~standard'].validate(fields)
  // A schema that needs time is left to the store, which refuses what does not fit.
  if (answer instanceof Promise) {
    answer.catch(() => undefined)
    return []
  }
  return (answer.issues ?? []).slice(0, MOST).map(({ path = [], message }) => {
    const [first, ...rest] = path.map((step) => (typeof step === 'object' ? step.key : step))
    const option = optionOf(String(first))
    const place = placeOf(option === '--fields' && first !== undefined ? [first, ...rest] : rest)
    return `${option}: ${place === '' ? '' : `${place} `}${message}.`
  })
}

/** The most faults of a command line that are named. */
const MOST = 10
