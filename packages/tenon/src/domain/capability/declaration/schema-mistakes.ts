import type { Capability, Operation, OperationOfMany } from '../capability.ts'
import type { RungRule } from '../guarantee.ts'
import type { CountLimit, SizeLimit, ValueLimit } from '../limit.ts'
import type { Schema } from '../schema.ts'
import { describeSchema, formGivenBy, givenBy, type JsonSchema, takenBy } from './json-schema.ts'
import { type JsonType, Place } from './place.ts'

/** Returns one sentence for each schema that cannot be described, and for each path that leads to nothing. */
export const schemaMistakesIn = ({ operations, limits }: Capability): string[] => {
  const mistakes: string[] = []
  const note = (place: string, found: readonly string[]): void => {
    mistakes.push(...found.map((says) => `${place}: ${says}`))
  }
  const described = (schema: Schema, by: typeof takenBy, place: string): JsonSchema | undefined => {
    const answer = describeSchema(schema, by, place)
    if ('schema' in answer) return answer.schema
    mistakes.push(answer.mistake)
    return undefined
  }
  for (const [name, operation] of Object.entries(operations)) {
    const place = `operations.${name}`
    for (const [rule, { when }] of rulesOf(operation)) described(when, takenBy, `${place}.${rule}.when`)
    const taken = described(operation.intent, takenBy, `${place}.intent`)
    const given = described(operation.result, givenBy, `${place}.result`)
    if (given !== undefined) note(`${place}.result`, resultMistakes(Place.of(given)))
    if (taken === undefined) continue
    // Limits and places of items apply to the form that the executor is given.
    const intent = Place.of(operation.states === 'the_intent' ? taken : formGivenBy(operation.intent))
    note(`${place}.intent`, intentMistakes(Place.of(taken), intent))
    for (const [limit, stated] of Object.entries(limits))
      if ('operation' in stated && stated.operation === name) note(`limits.${limit}`, limitMistakes(stated, intent))
    if (operation.gives === 'one' || given === undefined) continue
    note(`${place}.resume`, resumeMistakes(operation, name, intent, Place.of(given)))
    note(`${place}.last`, lastMistakes(operation, Place.of(given)))
  }
  return mistakes
}

const intentMistakes = (taken: Place, given: Place): string[] => {
  const other = [taken, given].find(isNoObject)
  if (other !== undefined) return [`it is ${typesText(other)}, but a call passes an object with fields.`]
  return [taken, given].some(({ fields }) => fields.includes('kind'))
    ? ['a field is called kind, but the kind of each intent is the name of its operation; rename the field.']
    : []
}

const isNoObject = (place: Place): boolean => place.types.length > 0 && !place.can('object')

const resultMistakes = (result: Place): string[] => {
  if (isNoObject(result)) return [`it is ${typesText(result)}, but a result is an object with a kind.`]
  const kind = result.field('kind')
  if (kind === undefined) return ['it has no field kind, by which a caller tells results and failures apart.']
  return kind.constants?.includes('failed') === true
    ? ['a result is of the kind failed, but that is the kind of every failure; choose another kind.']
    : []
}

/** Returns the rules of an operation, each with its place in the operation. */
export const rulesOf = ({ asks, repeatable }: Operation): (readonly [place: string, rule: RungRule])[] => [
  ...asks.map((rule, i) => [`asks[${i}]`, rule] as const),
  ...(repeatable === 'always' ? [] : repeatable.map((rule, i) => [`repeatable[${i}]`, rule] as const)),
]

const limitMistakes = (limit: CountLimit | SizeLimit | ValueLimit, intent: Place): string[] => {
  const { operation: name, path, measure } = limit
  const each = path.endsWith('[]')
  const found = find(intent, each ? path.slice(0, -2) : path)
  if ('missing' in found) return [`${name} has no ${path}; ${listed('it has', found)}`]
  const place = each ? found.place.items() : found.place
  if (place === undefined) return [`${name} has no ${path}: ${found.path} is ${typesText(found.place)}.`]
  switch (measure) {
    case 'items':
      return unlessCan(place, ['array'], whole(path, name), 'items counts a list')
    case 'value':
      return unlessCan(place, ['number', 'integer'], whole(path, name), 'value compares a number')
    case 'json_bytes':
      return sizeMistakes(limit, place)
    default:
      return limit satisfies never
  }
}

const sizeMistakes = ({ operation: name, path, of }: SizeLimit, place: Place): string[] => {
  if (of.length === 0) return ['of lists no field, so nothing is measured.']
  const flaws = unlessCan(place, ['object'], whole(path, name), 'json_bytes measures fields of an object')
  if (flaws.length > 0) return flaws
  return of.flatMap((field) => {
    const full = path === '' ? field : `${path}.${field}`
    const text = place.field(field)
    if (text === undefined) return [`${name} has no ${full}; ${listed('it has', { place, path })}`]
    return unlessCan(text, ['string'], whole(full, name), 'json_bytes measures texts')
  })
}

const resumeMistakes = ({ resume }: OperationOfMany, name: string, intent: Place, item: Place): string[] => {
  if (resume === 'anew') return []
  if (resume.items.length === 0) return ["items lists no path, so no call could resume. State 'anew' instead."]
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

const lastMistakes = ({ last }: OperationOfMany, item: Place): string[] => {
  const kinds = item.field('kind')?.constants
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
