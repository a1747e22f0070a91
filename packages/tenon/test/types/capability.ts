import {
  capability,
  commonLadders,
  type Declared,
  type Fields,
  libraryFailures,
  must,
  mustHave,
  Name,
  need,
  statedFields,
  type Store,
  words,
  WrittenJson,
} from 'tenon'
import { z } from 'zod'

const read = {
  says: 'Read a note.',
  touches: 'read',
  gives: 'one',
  asks: [],
  repeatable: 'always',
  intent: z.strictObject({ title: Name }, mustHave('title')),
  states: 'the_intent',
  result: z.strictObject({ kind: z.literal('note'), text: z.string() }),
} as const

const parts = {
  name: 'notes',
  version: 1,
  operations: {
    write: {
      says: 'Write a note.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: [],
      intent: z.strictObject({ title: Name, body: WrittenJson, days: z.int(must('a number of days')) }),
      states: ({ body, ...note }: { readonly title: string; readonly body: string; readonly days: number }) => ({
        ...note,
        body: JSON.parse(body) as object,
      }),
      result: z.strictObject({ kind: z.literal('written') }),
    },
    read,
  },
  failures: { ...libraryFailures, smudged: { says: 'Smudged.', effects: ['none'], passes: false, acts: 'nobody' } },
  guarantees: { ...commonLadders },
  limits: {
    max_body_bytes: { says: 'The longest.', measure: 'json_bytes', operation: 'write', path: '', of: ['body'] },
    max_days: { says: 'The latest.', measure: 'value', operation: 'write', path: 'days' },
    kept_ms: { says: 'How long a note is kept.', measure: 'promise' },
  },
} as const

const declared = capability(parts)

/** The type of a user's declaration. */
export interface NotesCapability extends Declared<typeof declared> {}

/** A user's declaration. */
export const Notes: NotesCapability = declared

/** Its store. */
export interface Notes extends Store<NotesCapability> {}

/** The constants of its failures. */
export const smudged: 'smudged' = words(declared.failures).Smudged

/** The fields of a write have the type that the caller passes, and its intent the type that the executor gets. */
export const stated: Fields<NotesCapability, 'write'> = statedFields(Notes, {
  kind: 'write',
  title: 'milk',
  body: '{}',
  days: 1,
})

const least = { durability: 'none', replication: 'single', reach: 'process', max_body_bytes: 1, max_days: 1 } as const

/** A need states a promise as any other limit. */
export const kept: 60_000 = need(Notes, { ...least, kept_ms: 60_000 }).requires.kept_ms

// @ts-expect-error a promise is left out
need(Notes, least)

// @ts-expect-error a promise is a number
need(Notes, { ...least, kept_ms: 'long' })

// @ts-expect-error the intent of a write has its body as text
statedFields(Notes, { kind: 'write', title: 'milk', body: {}, days: 1 })

const { states: _states, ...unstated } = read

// @ts-expect-error an operation says how its intents are stated
capability({ ...parts, operations: { read: unstated }, limits: {} })

// @ts-expect-error a measure that there is not
capability({ ...parts, limits: { most: { says: 'x', measure: 'weight', operation: 'read', path: 'title' } } })
