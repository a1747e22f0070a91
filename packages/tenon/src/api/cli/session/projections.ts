import type { Capability } from '../../../domain/capability/capability.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { KeyValue } from '../../../domain/key-value/store.ts'
import type { DocumentParts, DocumentProjection, Projection } from '../../../domain/projection/projection.ts'
import type { ReadModel } from '../../../domain/projection/read-model.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import type { ProjectionEntry } from '../../../service/projection/entry.ts'
import type { ProjectSettings } from '../../../service/projection/run.ts'
import { checkedSettings } from '../../../service/projection/settings.ts'
import { UsageError } from '../terminal/usage.ts'
import { boundTo, isAnyBinding, nameOf, unboundText } from './binding-check.ts'
import { type Config, type Exported, groupIn, loadedConfig, type Loading } from './config.ts'
import type { StoreOptions } from './store-options.ts'

/** A projection of a config. */
export interface ChosenProjection {
  /** Its name in the config. */
  readonly name: string
  readonly entry: ProjectionEntry
}

/** Returns the projections of these names, or all if none are named. Throws a `UsageError` that says what the config lacks. */
export const projectionsIn = (config: Config, names?: readonly string[]): readonly ChosenProjection[] => {
  const exported = groupIn(config, PROJECTIONS)
  return [...new Set(names ?? exported.values.keys())].map((name) => ({ name, entry: entryOf(exported, name) }))
}

/** Loads the config and returns the names of its projections. */
export const projectionNames = async (
  terminal: Loading,
  { config }: Pick<StoreOptions, 'config'>,
): Promise<readonly string[]> => [...groupIn(await loadedConfig(terminal, config), PROJECTIONS).values.keys()]

const PROJECTIONS = {
  name: 'projections',
  one: 'projection',
  written: '{ name: { events, settings, model } }',
}

/** Returns the entry of a projection. Throws a `UsageError` that names what is wrong in it. */
const entryOf = ({ path, values }: Exported, name: string): ProjectionEntry => {
  if (!values.has(name))
    throw new UsageError(
      `${path} exports no projection ${JSON.stringify(name)}. It has: ${[...values.keys()].join(', ')}.`,
    )
  const value = values.get(name)
  const place = `projections.${name} of ${path}`
  const part = (field: string): Part => ({
    value: isObject(value) ? Reflect.get(value, field) : undefined,
    place: `projections.${name}.${field} of ${path}`,
  })
  if (!isObject(value)) throw new UsageError(`${place} is not an entry of a projection. ${FORM}`)
  if (isModel(value)) throw new UsageError(`${place} is a read model without its store of events. ${FORM}`)
  if (isDeclared(value)) throw new UsageError(`${place} is a projection without its stores. ${FORM}`)
  for (const field of ['events', 'settings'])
    if (part(field).value === undefined) throw new UsageError(`${place} has no ${field}. ${FORM}`)
  const kept = ['model', 'documents'].filter((field) => part(field).value !== undefined)
  if (kept.length !== 1)
    throw new UsageError(
      `${place} has ${kept.length === 0 ? 'neither a model nor' : 'both a model and'} documents. ${FORM}`,
    )
  const [events, settings] = [bindingIn(part('events'), EventStore), settingsIn(part('settings'))]
  if (kept.includes('model')) return { events, settings, model: modelIn(part('model')) }
  if (part('entries').value === undefined) throw new UsageError(`${place} has documents and no entries. ${FORM}`)
  return { events, settings, documents: documentsIn(part('documents')), entries: bindingIn(part('entries'), KeyValue) }
}

/** A part of an entry, and where it is in the config. */
interface Part {
  readonly value: unknown
  readonly place: string
}

const FORM = 'It must have events, settings and a model, or events, settings, documents and entries.'

const bindingIn = <C extends Capability>({ value, place }: Part, capability: C): Binding<C> => {
  if (!isAnyBinding(value)) throw new UsageError(`${place} ${unboundText(value)}`)
  return boundTo(value, capability, place, `it must be bound to ${nameOf(capability)}.`)
}

const modelIn = ({ value, place }: Part): ReadModel => {
  if (isObject(value) && isModel(value)) return value
  throw new UsageError(`${place} is not a read model. Make one, such as new SqliteReadModel({ ... }).`)
}

const documentsIn = ({ value, place }: Part): DocumentProjection<DocumentParts> => {
  if (isObject(value) && isDeclared(value) && isOfDocuments(value)) return value
  throw new UsageError(`${place} is not a projection into documents. Make one with documentProjection<...>({ ... }).`)
}

const settingsIn = ({ value, place }: Part): ProjectSettings => {
  try {
    // It is foreign data, which is checked here.
    return checkedSettings(value as ProjectSettings)
  } catch (error) {
    throw new UsageError(`${place} cannot be used: ${messageOf(error)}`)
  }
}

/**
 * Whether a value is a read model. A config may import its own copy of this package, so read models and projections are
 * recognised by their members.
 */
const isModel = (value: object): value is ReadModel =>
  isDeclared(Reflect.get(value, 'projection')) && hasMethods(value, 'open', 'close', 'builds', 'begin', 'commit')

const isDeclared = (value: unknown): value is Projection =>
  isObject(value) &&
  typeof Reflect.get(value, 'name') === 'string' &&
  typeof Reflect.get(value, 'version') === 'number' &&
  ['events', 'filter'].every((field) => isObject(Reflect.get(value, field)))

const isOfDocuments = (value: Projection): value is DocumentProjection<DocumentParts> =>
  hasMethods(value, 'key', 'evolve')

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const hasMethods = (value: object, ...names: readonly string[]): boolean =>
  names.every((name) => typeof Reflect.get(value, name) === 'function')
