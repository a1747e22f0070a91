import { formsOf, type Forms } from './forms.ts'
import { fieldsOf, type JsonSchema, resolved } from './json-schema.ts'
import { isUuid } from './uuid.ts'

/** Returns the placeholder of a value in a usage line, such as `start|number`. */
export const placeholderOf = (forms: Forms): string =>
  [
    ...forms.words.map(String),
    ...new Set(forms.texts.map((text) => (isUuid(text) ? 'uuid' : 'text'))),
    ...(forms.numbers.length > 0 ? ['number'] : []),
    ...(forms.json.length > 0 ? ['json'] : []),
  ].join('|')

/** Returns the type of a value as a text for people, such as `start or a whole number from 1`. */
export const typeText = (schema: JsonSchema, root: JsonSchema): string => {
  const { words, texts, numbers, json } = formsOf(schema, root)
  const parts = [
    ...words.map(String),
    ...texts.map((text) => (isUuid(text) ? 'UUID' : 'text')),
    ...numbers.map(numberText),
    ...json.map((each) => jsonText(each, root)),
  ]
  const all = [...new Set(parts)]
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((part) => part !== '').join(' or ') || 'nothing'
}

const numberText = ({ type, minimum, maximum }: JsonSchema): string => {
  const what = type === 'integer' ? 'whole number' : 'number'
  const from = bound(minimum)
  const to = bound(maximum)
  if (from !== null && to !== null) return `${what} from ${from} to ${to}`
  if (from !== null) return `${what} from ${from}`
  return to === null ? what : `${what} up to ${to}`
}

/** A bound of a number, or `null` if it only says that the number is a safe integer. */
const bound = (value: unknown): string | null =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value.toLocaleString('en') : null

const jsonText = (schema: JsonSchema, root: JsonSchema): string => {
  const { type, items } = schema
  if (type === 'array') return `list of ${typeText(resolved(items, root), root)}`
  const fields = fieldsOf(schema, root)
  if (fields.length > 0) return `{ ${fields.map(({ name, required }) => (required ? name : `${name}?`)).join(', ')} }`
  return type === 'object' ? 'JSON object' : 'JSON'
}
