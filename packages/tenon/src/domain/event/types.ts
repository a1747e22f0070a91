import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { RecordedEvent } from './event.ts'
import { type Declaration, mistakesIn, typesNamedTwice } from './versions/declaration.ts'
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
  write<N extends keyof S & string>(type: N, data: StandardSchemaV1.InferInput<S[N]>): WrittenType | UnfitType
  /** Reads a recorded event of any version in the form of the newest. Never throws. */
  read(recorded: RecordedEvent): ReadEvent<S> | UnreadableEvent
}

/** The types that a group of events has. */
type SchemasOf<E extends EventTypes> = E extends EventTypes<infer S> ? S : never

/** An event before it is stored: its type, and data that the schema of the type accepts. A union, told apart by `type`. */
export type NewEventOf<E extends EventTypes> = {
  [N in keyof SchemasOf<E> & string]: {
    readonly type: N
    readonly data: StandardSchemaV1.InferInput<SchemasOf<E>[N]>
  }
}[keyof SchemasOf<E> & string]

/** An event as it was read: its type, and what the schema of the type returned. A union, told apart by `type`. */
export type EventOf<E extends EventTypes> = TypedEvent<SchemasOf<E>>

/** A recorded event as it was read: `EventOf` with its id, place and time. A union, told apart by `type`. */
export type RecordedEventOf<E extends EventTypes> = TypedRecordedEvent<SchemasOf<E>>

type TypedEvent<S extends Schemas> = {
  [N in keyof S & string]: { readonly type: N; readonly data: StandardSchemaV1.InferOutput<S[N]> }
}[keyof S & string]

type TypedRecordedEvent<S extends Schemas> = TypedEvent<S> & Omit<RecordedEvent, 'type' | 'data'>

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
 * Throws a `TypeError` that lists every step that is missing or leads nowhere.
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
): EventTypes<SchemasIn<S>> => declaredAs<SchemasIn<S>>(types as unknown as Declared<SchemasIn<S>>)

type OutputOf<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<S> : never
type SchemasIn<S> = { readonly [N in keyof S & string]: S[N] extends StandardSchemaV1 ? S[N] : never }
type Declared<S extends Schemas> = { readonly [N in keyof S]: Declaration<S[N]> }

/** Joins the types of two groups of events. Throws a `TypeError` that lists every type that is in both. */
export const joinEventTypes = <A extends Schemas, B extends Schemas>(
  one: EventTypes<A>,
  other: EventTypes<B>,
): EventTypes<A & B> => {
  const twice = typesNamedTwice(one.names, other.names)
  if (twice.length > 0) throw new TypeError(`Types of events that both groups declare: ${twice.join(', ')}.`)
  return declaredAs<A & B>({ ...one.declared, ...other.declared } as Declared<A & B>)
}

const declaredAs = <S extends Schemas>(declared: Declared<S>): EventTypes<S> => {
  const byType = new Map<string, Declaration>(Object.entries(declared))
  const mistakes = mistakesIn(byType)
  if (mistakes.length > 0) throw new TypeError(`Types of events cannot be declared: ${mistakes.join('; ')}.`)
  return Object.freeze({
    names: Object.freeze([...byType.keys()]) as readonly (keyof S & string)[],
    declared: Object.freeze({ ...declared }),
    write: (type: string, data: unknown) => writeTyped(byType, type, data),
    // The schemas returned what is in the event, so it has the type that they declare.
    read: (recorded: RecordedEvent) => readTyped(byType, recorded) as ReadEvent<S> | UnreadableEvent,
  })
}
