import type { Operation, OperationOfMany } from '../capability.ts'
import type { CountLimit, SizeLimit, ValueLimit } from '../limit.ts'
import { type JsonType, Place } from './place.ts'
import { type JsonSchema } from './json-schema.ts'

/**
 * Returns one sentence for each path of a limit that finds nothing in the intent, or something that the limit cannot
 * measure.
 */
export const limitMistakes = (
  limit: CountLimit | SizeLimit | ValueLimit,
  operation: Operation,
  taken: JsonSchema,
): string[] => {
  const { operation: name, path, measure } = limit
  const each = path.endsWith('[]')
  const found = find(Place.of(taken), each ? path.slice(0, -2) : path)
  if ('missing' in found) return [`${name} has no ${path}; ${listed('it has', found)}`]
  const place = each ? found.place.items() : found.place
  if (place === undefined) return [`${name} has no ${path}: ${found.path} is ${typesText(found.place)}.`]
  switch (measure) {
    case 'items':
      return unlessCan(place, ['array'], `${whole(path, name)}`, 'items counts a list')
    case 'value':
      return unlessCan(place, ['number', 'integer'], whole(path, name), 'value compares a number')
    case 'json_bytes':
      return sizeMistakes(limit, operation, place)
    default:
      return limit satisfies never
  }
}

const sizeMistakes = ({ operation: name, path, of }: SizeLimit, { states }: Operation, place: Place): string[] => {
  if (of.length === 0) return ['of lists no field, so nothing is measured.']
  const flaws = unlessCan(place, ['object'], whole(path, name), 'json_bytes measures fields of an object')
  if (flaws.length > 0) return flaws
  return of.flatMap((field) => {
    const full = path === '' ? field : `${path}.${field}`
    const text = place.field(field)
    if (text === undefined) return [`${name} has no ${full}; ${listed('it has', { place, path })}`]
    // Where a schema gives the executor another form, what the caller states may be of any type.
    return states === 'the_intent' ? unlessCan(text, ['string'], whole(full, name), 'json_bytes measures texts') : []
  })
}

/** Returns one sentence for each path at which a call cannot resume, and for each kind of item that there is not. */
export const resumeMistakes = (
  { resume }: OperationOfMany,
  name: string,
  taken: JsonSchema,
  given: JsonSchema,
): string[] => {
  if (resume === 'anew') return []
  if (resume.items.length === 0) return ["items lists no path, so no call could resume. State 'anew' instead."]
  const intent = Place.of(taken)
  const item = Place.of(given)
  return [
    ...resume.items.flatMap((path) => {
      const found = find(item, path)
      return 'missing' in found ? [`no item has ${path}; ${listed('there are', found)}`] : []
    }),
    ...(intent.field(resume.intent) === undefined
      ? [`${name} has no ${resume.intent}; ${listed('it has', { place: intent, path: '' })}`]
      : []),
  ]
}

/** Returns one sentence for each kind that is stated to be the last and that no item has. */
export const lastMistakes = ({ last }: OperationOfMany, given: JsonSchema): string[] => {
  const kinds = Place.of(given).field('kind')?.constants
  return kinds === undefined
    ? []
    : last
        .filter((kind) => !kinds.includes(kind))
        .map((kind) => `no item is of the kind ${kind}; there are ${kinds.join(', ')}.`)
}

/** A place that was found, with its path. If a step of the path is missing, the last place before it that has fields. */
interface Found {
  readonly place: Place
  readonly path: string
}

const find = (from: Place, path: string): Found | (Found & { readonly missing: string }) => {
  let found: Found = { place: from, path: '' }
  let withFields = found
  for (const key of path === '' ? [] : path.split('.')) {
    const place = found.place.field(key)
    if (place === undefined) return { ...withFields, missing: key }
    found = { place, path: found.path === '' ? key : `${found.path}.${key}` }
    if (place.fields.length > 0) withFields = found
  }
  return found
}

/** Lists the fields of a place with their paths. */
const listed = (verb: string, { place, path }: Found): string =>
  `${verb} ${place.fields.map((field) => (path === '' ? field : `${path}.${field}`)).join(', ') || 'no fields'}.`

const whole = (path: string, name: string): string => (path === '' ? name : `${path} of ${name}`)

const unlessCan = (place: Place, types: readonly JsonType[], what: string, why: string): string[] =>
  place.can(...types) ? [] : [`${what} is ${typesText(place)}, but ${why}.`]

const typesText = ({ types }: Place): string => types.map((type) => NAMES[type]).join(' or ')

const NAMES: { readonly [Type in JsonType]: string } = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
}
