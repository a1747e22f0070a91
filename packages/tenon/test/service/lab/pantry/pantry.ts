import {
  capability,
  commonFailures,
  commonLadders,
  type Declared,
  type Grants,
  type Json,
  type Limits,
  type Schema,
  type Store,
} from 'tenon'
import { z } from 'zod'

const Label = z.string().min(1)
const Recipe: z.ZodType<string, Json> = z.json().transform((recipe) => JSON.stringify(recipe))
const Jar = z.strictObject({ label: Label, recipe: Recipe })
const Put = z.strictObject({ tag: z.union([Label, z.null()]), degrees: z.int(), jars: z.array(Jar).min(1) })
const Tagged: Schema = z.looseObject({ tag: z.string() })
const SeveralJars: Schema = z.looseObject({ jars: z.array(z.unknown()).min(2) })

/** How a put is stated again: the executor is given recipes as JSON texts. */
export const putAgain = ({ jars, ...rest }: z.output<typeof Put>): z.input<typeof Put> => ({
  ...rest,
  jars: jars.map(({ label, recipe }) => ({ label, recipe: JSON.parse(recipe) })),
})

/** A pantry of jars: a capability that shares no word with another, but for the common failures and ladders. */
export const declared = {
  name: 'pantry',
  version: 1,
  operations: {
    put: {
      says: 'Put jars into the pantry.',
      touches: 'write',
      gives: 'one',
      asks: [{ when: SeveralJars, guarantee: 'together', rung: 'shelf' }],
      repeatable: [{ when: Tagged, guarantee: 'remembers', rung: 'a_while' }],
      intent: Put,
      states: putAgain,
      result: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('put'), count: z.int() }),
        z.strictObject({ kind: z.literal('taken') }),
      ]),
    },
    get: {
      says: 'Look for jars.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({ label: Label }),
      states: 'the_intent',
      result: z.strictObject({ kind: z.literal('found'), recipes: z.array(z.string()) }),
    },
    watch: {
      says: 'See every jar that was put, and that will be.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['number'], intent: 'behind' },
      last: [],
      silent: 'may_last',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({ behind: z.int().min(0) }),
      states: 'the_intent',
      result: z.strictObject({ kind: z.literal('jar'), number: z.int(), label: z.string() }),
    },
  },
  failures: {
    ...commonFailures,
    flooded: { says: 'Water on the floor.', effects: ['none'], passes: false, acts: 'operator' },
    door_jammed: { says: 'The door jams.', effects: ['none'], passes: true, acts: 'nobody' },
  },
  guarantees: {
    together: ['jar', 'shelf'],
    remembers: ['nothing', 'a_while', 'always'],
    durability: commonLadders.durability,
    reach: commonLadders.reach,
  },
  limits: {
    most_jars: { says: 'The most jars of one put.', measure: 'items', operation: 'put', path: 'jars' },
    most_jar_bytes: {
      says: 'The most bytes of one recipe.',
      measure: 'json_bytes',
      operation: 'put',
      path: 'jars[]',
      of: ['recipe'],
    },
    most_degrees: { says: 'The warmest that a jar may be.', measure: 'value', operation: 'put', path: 'degrees' },
    most_shelves: { says: 'How many shelves there are.', measure: 'promise' },
    remembers_ms: { says: 'How long a while is.', measure: 'rung_ms', guarantee: 'remembers', rung: 'a_while' },
  },
} as const

const pantry = capability(declared)

/** The type of the pantry's declaration. */
export interface PantryCapability extends Declared<typeof pantry> {}

/** The pantry as data. */
export const Pantry: PantryCapability = pantry

/** The pantry as a domain function takes it. */
export interface Pantry extends Store<PantryCapability> {}

/** What the pantry in a file grants. */
export const grants: Grants<PantryCapability> = {
  together: 'shelf',
  remembers: 'always',
  durability: 'power_loss',
  reach: 'machine',
}

/** The least that a pantry can grant. */
export const weakGrants: Grants<PantryCapability> = {
  together: 'jar',
  remembers: 'nothing',
  durability: 'none',
  reach: 'process',
}

/** The limits of the pantry in a file. */
export const limits: Limits<PantryCapability> = {
  most_jars: 3,
  most_jar_bytes: 100,
  most_degrees: 20,
  most_shelves: 4,
  remembers_ms: 60_000,
}

/** The least that can be required of a pantry. */
export const least = {
  ...weakGrants,
  most_jars: 0,
  most_jar_bytes: 0,
  most_degrees: 0,
  most_shelves: 0,
  remembers_ms: 0,
} as const
