import type { Operation } from '../../../../domain/capability/capability.ts'
import { newId } from '../../../../service/node/id.ts'
import { jsonOption } from '../../terminal/json-input.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { UsageError } from '../../terminal/usage.ts'
import { type Forms, formsOf } from '../schema/forms.ts'
import { intentSchema } from '../schema/operation-schema.ts'
import { fieldsOf, type SchemaField } from '../schema/json-schema.ts'
import { placeholderOf, typeText } from '../schema/type-text.ts'
import { isUuid } from '../schema/uuid.ts'

/** A field of an intent, as the option of a command line that states it. */
export interface FieldFlag {
  /** The field's name. */
  readonly field: string
  /** The option, such as `--life-span` for the field `lifeSpan`. */
  readonly flag: string
  readonly required: boolean
  readonly forms: Forms
  /** The placeholder of its value. */
  readonly placeholder: string
  readonly says: string
}

/** The options of `tenon call` itself. A field of the same name gets the option `--field-<name>`. */
const OWN = ['config', 'json', 'fields', 'help']

/** Returns the options of an operation's fields. A field that is not named by plain letters is stated by `--fields` only. */
export const fieldFlags = (operation: Operation): readonly FieldFlag[] => {
  const root = intentSchema(operation)
  const taken = new Set(operation.gives === 'many' ? [...OWN, 'limit'] : OWN)
  const fields = fieldsOf(root, root).filter(({ name }) => /^_*[A-Za-z][\w-]*$/.test(name))
  return fields.map((field) => {
    const name = free(kebab(field.name), taken)
    taken.add(name)
    const forms = formsOf(field.schema, root)
    return {
      field: field.name,
      flag: `--${name}`,
      required: field.required,
      forms,
      placeholder: `${placeholderOf(forms)}${canBeNew(forms) ? '|new' : ''}`,
      says: saysOf(field, typeText(field.schema, root)),
    }
  })
}

/** Returns the values that a shell can offer for a field. */
export const wordsFor = ({ forms }: FieldFlag): readonly string[] => [
  ...forms.words.map(String),
  ...(canBeNew(forms) ? ['new'] : []),
]

/**
 * Reads the text of an option as its field's schema says: one of the schema's words, a number, a text as it is, or JSON.
 * `new` makes a UUID where the schema wants one. A text that fits none of them is returned as it is, for the schema to
 * refuse. Throws a `UsageError` if it is not JSON where only JSON is possible.
 */
export const readValue = async (terminal: Terminal, { flag, forms }: FieldFlag, text: string): Promise<unknown> => {
  const word = forms.words.find((each) => String(each) === text)
  if (word !== undefined) return word
  if (forms.numbers.length > 0 && NUMBER.test(text)) return Number(text)
  if (text === 'new' && canBeNew(forms)) return newId()
  if (forms.json.length === 0) return text
  if (forms.texts.length > 0 && !/^\s*[[{]/.test(text)) return text
  const others = forms.words.length + forms.numbers.length
  return others === 0 || LOOKS_LIKE_JSON.test(text)
    ? jsonOption(terminal, flag, text).catch(withQuotes(flag, text))
    : text
}

/** Adds to the refusal of a short text, which was meant as JSON, how a text is written in JSON. */
const withQuotes =
  (flag: string, text: string) =>
  (error: unknown): never => {
    if (!(error instanceof UsageError) || !/^[\w ]{1,40}$/.test(text)) throw error
    throw new UsageError(`${error.message}. A text in JSON has double quotes: ${flag} '"${text}"'`)
  }

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const LOOKS_LIKE_JSON = /^\s*[[{@]|^-$/

const canBeNew = ({ texts }: Forms): boolean => texts.some(isUuid)

const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
    .replace(/^-+/, '')

/** Returns the name of an option that is not taken, and that does not read as the negation of another. */
const free = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(name) || name.startsWith('no-') ? free(`field-${name}`, taken) : name

/** Returns the field's own description, with what its type says beyond the placeholder. */
const saysOf = ({ schema, required }: SchemaField, type: string): string => {
  const { description } = schema
  const more = [...(/[{\d]|list/.test(type) ? [type] : []), ...(required ? [] : ['may be left out'])].join('; ')
  if (typeof description !== 'string') return required ? type : `${type} (may be left out)`
  return more === '' ? description : `${description} (${more})`
}
