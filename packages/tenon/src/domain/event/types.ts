import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { RecordedEvent } from './event.ts'
import { type Declaration, type Declarations, declarationsIn, shown } from './versions/declaration.ts'
import { readTyped, type UnreadableEvent } from './versions/read.ts'
import { type UnfitType, type WrittenType, writeTyped } from './versions/write.ts'

/** The schemas of the newest version of each type, by type. Any Standard Schema that answers at once will do. */
export interface Schemas {
  readonly [type: string]: StandardSchemaV1
}

/** The declared types of events: writes the newest version of each, and reads every version. Frozen. */
export interface EventTypes<S extends Schemas = Schemas> {
  /** The declared types, in the order of their declaration. */
  readonly names: readonly (keyof S & string)[]
  /** The declaration of each type. */
  readonly declared: { readonly [N in keyof S]: Declaration<S[N]> }
  /** Checks the data of a new event. Never throws. */
  write<N extends keyof S & string>(
    type: N,
    data: AsReadonly<StandardSchemaV1.InferInput<S[N]>>,
  ): WrittenType<StandardSchemaV1.InferOutput<S[N]>> | UnfitType
  /** Reads a recorded event of any version in the form of the newest. Never throws. */
  read(recorded: RecordedEvent): ReadEvent<S> | UnreadableEvent
}

/** The schemas of a group of events. */
type SchemasOf<E extends EventTypes> = E extends EventTypes<infer S> ? S : never

/** The types that a group of events has, by name. */
type NameOf<E extends EventTypes> = keyof SchemasOf<E> & string

/** The same JSON, whose lists and objects may be readonly. */
type AsReadonly<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? number extends T['length']
      ? ReadonlyItems<Item>
      : { readonly [I in keyof T]: AsReadonly<T[I]> }
    : T extends object
      ? { readonly [K in keyof T]: AsReadonly<T[K]> }
      : T

/** An interface, so that types that contain lists of themselves end. */
interface ReadonlyItems<Item> extends ReadonlyArray<AsReadonly<Item>> {}

/** An event before it is stored: its type, and data that the schema of the type accepts. A union, told apart by `type`. */
export type NewEventOf<E extends EventTypes> = {
  [N in NameOf<E>]: {
    readonly type: N
    readonly data: AsReadonly<StandardSchemaV1.InferInput<SchemasOf<E>[N]>>
  }
}[NameOf<E>]

/**
 * An event as it was read: its type, and what the schema of the type returned. A union, told apart by `type`. With a
 * second parameter it is the events of that type alone: `EventOf<typeof OrderEvents, 'OrderPlaced'>`.
 */
export type EventOf<E extends EventTypes, N extends NameOf<E> = NameOf<E>> = TypedEvent<SchemasOf<E>, N>

/** A recorded event as it was read: `EventOf` with its id, place and time. It has the same parameters. */
export type RecordedEventOf<E extends EventTypes, N extends NameOf<E> = NameOf<E>> = TypedRecordedEvent<SchemasOf<E>, N>

type TypedEvent<S extends Schemas, N extends keyof S & string = keyof S & string> = {
  [Name in N]: { readonly type: Name; readonly data: StandardSchemaV1.InferOutput<S[Name]> }
}[N]

type TypedRecordedEvent<S extends Schemas, N extends keyof S & string = keyof S & string> = TypedEvent<S, N> &
  Omit<RecordedEvent, 'type' | 'data'>

/** A recorded event in the form of the newest version of its type. */
interface ReadEvent<S extends Schemas> {
  readonly kind: 'event'
  readonly event: TypedRecordedEvent<S>
}

/**
 * Declares types of events, each with the number of its newest version, the schema of that version, and one step from each
 * older version to the next. The version of a stored event is the whole number under `schema` in its metadata; without
 * one it is 1. A step is pure; it gets what the schema of its version returned, and what it returns must fit the schema
 * of the next version.
 *
 * The declaration is copied, so that changes of what was passed change nothing. Throws a `TypeError` that lists every
 * mistake, such as a step that is missing or goes in a circle.
 */
export const eventTypes = <const S, const Old>(
  types: {
    readonly [N in keyof S]: {
      readonly version: number
      readonly data: S[N] & StandardSchemaV1
      readonly from: object
    }
  } & {
    readonly [N in keyof Old]: {
      readonly version: number
      readonly data: StandardSchemaV1
      readonly from: {
        readonly [V in keyof Old[N]]: {
          readonly data: Old[N][V] & StandardSchemaV1
          readonly to: (old: OutputOf<Old[N][V]>) => unknown
        }
      }
    }
  },
): EventTypes<SchemasIn<S>> => typed<SchemasIn<S>>(declarationsIn(types))

type OutputOf<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<S> : never
type SchemasIn<S> = { readonly [N in keyof S & string]: S[N] extends StandardSchemaV1 ? S[N] : never }

/** Returns whether a value looks like what `eventTypes` returns. */
export const isEventTypes = (value: unknown): value is EventTypes =>
  typeof value === 'object' &&
  value !== null &&
  Array.isArray(Reflect.get(value, 'names')) &&
  ['read', 'write'].every((name) => typeof Reflect.get(value, name) === 'function')

/** Joins the types of two groups of events. Throws a `TypeError` that lists every type that is in both. */
export const joinEventTypes = <A extends Schemas, B extends Schemas>(
  one: EventTypes<A>,
  other: EventTypes<B>,
): EventTypes<A & B> => {
  const twice = one.names.filter((type) => Object.hasOwn(other.declared, type))
  if (twice.length > 0)
    throw new TypeError(`These types of events are declared in both groups: ${twice.map(shown).join(', ')}.`)
  return typed<A & B>(declarationsIn({ ...one.declared, ...other.declared }))
}

const typed = <S extends Schemas>(declared: Declarations): EventTypes<S> =>
  // The declarations were checked, and what is read was returned by their schemas. Only the compiler cannot know that
  // they are the schemas in `S`.
  Object.freeze({
    names: Object.freeze([...declared.keys()]),
    declared: Object.freeze(Object.fromEntries(declared)),
    write: (type: string, data: unknown) => writeTyped(declared, type, data),
    read: (recorded: RecordedEvent) => readTyped(declared, recorded),
  }) as EventTypes<S>
