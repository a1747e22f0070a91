import type { StandardSchemaV1 } from '@standard-schema/spec'
import { readable } from '../../capability/readable.ts'
import { isPlain } from '../../data/json.ts'
import { NAME } from '../../data/names.ts'
import { unfit } from '../../data/schema-messages.ts'

/** What is declared about one type of event. Frozen. */
export interface Declaration<S extends StandardSchemaV1 = StandardSchemaV1> {
  /** The number of the newest version, a whole number from 1. */
  readonly version: number
  /** The schema of the newest version. */
  readonly data: S
  /** A step from each older version to the next, by the number of the older version. */
  readonly from: { readonly [version: number]: Step }
}

/** A step from one version of a type to the next. */
interface Step {
  /** The schema of the older version. */
  readonly data: StandardSchemaV1
  /** Returns the data in the form of the next version. It gets what the schema of the older version returned. */
  readonly to: (old: unknown) => unknown
}

/** The declarations of a group of types, by type. */
export type Declarations = ReadonlyMap<string, Declaration>

/**
 * Copies the declarations of a group of types, so that a change of what was passed changes nothing. Throws a `TypeError`
 * that lists every mistake.
 */
export const declarationsIn = (types: unknown): Declarations => {
  const declared = new Map<string, Declaration>()
  const mistakes: string[] = []
  const stated = typeof types === 'object' && types !== null && isPlain(types) ? Object.entries(types) : []
  if (stated.length === 0) mistakes.push('There must be a plain object with at least one type')
  for (const [type, each] of stated) {
    const place = shown(type)
    if (!NAME.test(type)) mistakes.push(`${place} is not a name of 1 to 255 code points without control characters`)
    const declaration = declarationOf(each, (mistake) => mistakes.push(`${place}${mistake}`))
    if (declaration !== undefined) declared.set(type, declaration)
  }
  if (mistakes.length > 0) throw new TypeError(`These types of events cannot be declared:\n- ${mistakes.join('\n- ')}`)
  return declared
}

/** Returns whether a value is the number of a version: a whole number from 1. */
export const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1

/** Returns a name or a number as it can be shown in a message. Anything else is shown by its kind. */
export const shown = (name: unknown): string =>
  typeof name === 'string' || typeof name === 'number' ? readable(String(name), MOST_NAME) : `(a ${typeof name})`

/** Returns the declared types as they can be shown in a message. */
export const shownTypes = (types: Iterable<string>): string => {
  const all = [...types]
  const more = all.length > MOST_TYPES ? ` and ${all.length - MOST_TYPES} more` : ''
  return `${all.slice(0, MOST_TYPES).map(shown).join(', ')}${more}`
}

const MOST_NAME = 60
const MOST_TYPES = 10

/** Takes a mistake, which begins with the place below the type. */
type Note = (mistake: string) => void

const declarationOf = (stated: unknown, note: Note): Declaration | undefined => {
  if (!isObject(stated)) {
    note(` ${unfit('an object with version, data and from', stated)}`)
    return undefined
  }
  const { version, data, from } = stated
  const newest = isVersion(version) ? version : undefined
  if (newest === undefined) note(`.version ${unfit('a whole number from 1', version)}`)
  const schema = isSchema(data) ? data : undefined
  if (schema === undefined) note(`.data ${unfit('a Standard Schema', data)}`)
  const steps = stepsIn(from, newest, note)
  return newest === undefined || schema === undefined
    ? undefined
    : Object.freeze({ version: newest, data: schema, from: steps })
}

const stepsIn = (from: unknown, newest: number | undefined, note: Note): Declaration['from'] => {
  const steps: { [version: number]: Step } = {}
  if (!isObject(from)) {
    note(`.from ${unfit('an object with a step from each older version, and {} if there is none', from)}`)
    return steps
  }
  const stated: number[] = []
  for (const [key, each] of Object.entries(from)) {
    const older = Number(key)
    if (!isVersion(older) || String(older) !== key) {
      note(`.from has the key ${shown(key)}, which must be the number of an older version, a whole number from 1`)
      continue
    }
    stated.push(older)
    if (newest !== undefined && older >= newest)
      note(`.from[${older}] goes in a circle: a step begins at an older version, and the newest is ${newest}`)
    const step = stepIn(each, (mistake) => note(`.from[${older}]${mistake}`))
    if (step !== undefined) steps[older] = step
  }
  if (newest !== undefined) noteGaps(stated, newest, note)
  return Object.freeze(steps)
}

const stepIn = (stated: unknown, note: Note): Step | undefined => {
  if (!isObject(stated)) {
    note(` ${unfit('an object with data and to', stated)}`)
    return undefined
  }
  const { data, to } = stated
  if (!isSchema(data)) note(`.data ${unfit('a Standard Schema', data)}`)
  if (!isFunction(to)) note(`.to ${unfit('a function', to)}`)
  return isSchema(data) && isFunction(to) ? Object.freeze({ data, to }) : undefined
}

/** Notes the gaps: the older versions without a step. */
const noteGaps = (stated: readonly number[], newest: number, note: Note): void => {
  let next = 1
  for (const version of [...stated.filter((older) => older < newest), newest].toSorted((a, b) => a - b)) {
    if (next === version - 1) note(`.from lacks the step from version ${next}`)
    else if (next < version) note(`.from lacks the steps from versions ${next} to ${version - 1}`)
    next = version + 1
  }
}

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFunction = (value: unknown): value is (old: unknown) => unknown => typeof value === 'function'

const isSchema = (value: unknown): value is StandardSchemaV1 => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value))
    return false
  const standard = value['~standard']
  return typeof standard === 'object' && standard !== null && 'validate' in standard && isFunction(standard.validate)
}
