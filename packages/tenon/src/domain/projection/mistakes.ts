import { check } from '../capability/schema.ts'
import { Name } from '../data/names.ts'
import { unfit } from '../data/schema-messages.ts'
import { writeJson } from '../data/json.ts'
import { Filter } from '../event/intent.ts'
import { isEventTypes } from '../event/types.ts'
import { isVersion } from '../event/versions/declaration.ts'

/** A value of which only the fields are known: a project in JavaScript has no compiler that checks them. */
type Parts = { readonly [field: string]: unknown }

/** The most code points of the name of a projection: names of entries and tables are made of it. */
const MOST_NAME = 100

/** Returns what is wrong with the parts of a projection, one text for each mistake. */
export const mistakesInProjection = (parts: Parts): readonly string[] => [
  ...mistakesInData(parts),
  ...unknownFields(parts, PROJECTION),
]

/** Returns what is wrong with the parts of a projection into documents, one text for each mistake. */
export const mistakesInDocumentProjection = (parts: Parts): readonly string[] => [
  ...mistakesInData(parts),
  ...(['key', 'evolve'] as const).flatMap((name) =>
    typeof parts[name] === 'function' ? [] : [`${name} ${unfit('a function', parts[name])}`],
  ),
  ...mistakesInDocument(parts.initial),
  ...unknownFields(parts, [...PROJECTION, 'key', 'initial', 'evolve']),
]

const PROJECTION = ['name', 'version', 'events', 'filter', 'unreadable', 'unknownType']

const mistakesInData = ({ name, version, events, filter, unreadable, unknownType }: Parts): readonly string[] => [
  ...mistakesInName(name),
  ...(isVersion(version) ? [] : [`version ${unfit('a whole number from 1', version)}`]),
  ...(isEventTypes(events) ? [] : [`events ${unfit('types of events, as eventTypes() returns them', events)}`]),
  ...mistakesInFilter(filter, events),
  ...mistakesAtEvent('unreadable', unreadable),
  ...mistakesAtEvent('unknownType', unknownType),
]

const mistakesInName = (name: unknown): readonly string[] => {
  const checked = check(Name, name)
  if (!checked.fits) return [`name ${checked.says}`]
  const { length } = [...checked.value]
  return length > MOST_NAME ? [`name must have at most ${MOST_NAME} code points, not ${length}`] : []
}

const mistakesInFilter = (filter: unknown, events: unknown): readonly string[] => {
  const checked = check(Filter, filter)
  if (!checked.fits) {
    // A mistake within a field begins with that field's name.
    const place = /^(?:streams|types)/.test(checked.says) ? 'filter.' : 'filter '
    return [place + checked.says]
  }
  const { types } = checked.value
  if (types === 'all' || !isEventTypes(events) || types.some((type) => events.names.includes(type))) return []
  const declared = events.names.length === 0 ? 'None is declared' : `Declared are ${events.names.join(', ')}`
  return [`filter.types can match no declared type: it has only ${types.join(', ')}. ${declared}`]
}

const mistakesAtEvent = (name: string, value: unknown): readonly string[] =>
  value === 'stop' || value === 'pass' ? [] : [`${name} ${unfit("'stop' or 'pass'", value)}`]

const mistakesInDocument = (initial: unknown): readonly string[] => {
  if (initial === undefined) return [`initial ${unfit('JSON', initial)}`]
  const json = writeJson(initial)
  return 'text' in json ? [] : [`initial must be JSON, but ${[...json.flaw.path, json.flaw.says].join(' ')}`]
}

const unknownFields = (parts: Parts, known: readonly string[]): readonly string[] =>
  Object.keys(parts).flatMap((name) =>
    known.includes(name) ? [] : [`${name} is not a field of a projection; allowed: ${known.join(', ')}`],
  )
