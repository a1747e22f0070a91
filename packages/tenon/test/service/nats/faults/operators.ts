import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault, Place } from 'tenon/conformance'
import {
  type Answer,
  ask,
  asOperator,
  DELETABLE,
  type Ground,
  MADE,
  USUAL,
  type Users,
  usersAs,
} from '../nats-servers.ts'
import { mended } from './mended.ts'

/** The faults that operators cause to the users of their servers, and to a JetStream stream. */
export const faultsOfOperators = (ground: Ground): readonly Fault[] => [
  usersOtherwise(ground, {
    name: 'unknown_user',
    says: 'The password of the user is another when the store is opened.',
    strikes: 'open',
    gives: ['unauthenticated'],
    users: () => ({ ...USUAL, password: 'another secret' }),
  }),
  usersOtherwise(ground, {
    name: 'forbidden_api',
    says: 'The user may not use the API of JetStream when the store is opened.',
    strikes: 'open',
    gives: ['permission_denied'],
    users: () => ({ ...USUAL, denied: ['$JS.API.>'] }),
  }),
  usersOtherwise(ground, {
    name: 'forbidden_subjects',
    says: 'The user may no longer publish on the subjects of events.',
    strikes: 'calls',
    gives: ['permission_denied'],
    users: ({ name }) => ({ ...USUAL, denied: [`${name}.>`] }),
  }),
  usersOtherwise(ground, {
    name: 'other_account',
    says: 'The user belongs to another account, without the JetStream stream, when the store is opened.',
    strikes: 'open',
    gives: ['not_found'],
    users: () => ({ ...USUAL, account: 'OTHERS' }),
  }),
  {
    ...PASSING,
    name: 'drifted_at_open',
    says: 'The JetStream stream has another limit than declared when the store is opened.',
    strikes: 'open',
    gives: ['misconfigured'],
    prepare: async (place) => mended(...updated(ground, place, () => ({ max_msgs: 1_000_000 }))),
  },
  {
    ...PASSING,
    name: 'full',
    says: 'The JetStream stream has room for little more.',
    strikes: 'calls',
    gives: ['full'],
    prepare: async (place) => mended(...updated(ground, place, almostFull(ground))),
  },
  {
    ...PASSING,
    name: 'foreign_message',
    says: 'Another program publishes on a subject of the JetStream stream.',
    strikes: 'calls',
    gives: ['corrupted'],
    prepare: async (place) => {
      await remade(ground, place)
      let sequence = 0
      return mended(
        async () => {
          sequence = await published(ground, `${place.name}.foreign`)
        },
        async () => {
          await ask(ground, `STREAM.MSG.DELETE.${place.name}`, { seq: sequence })
        },
      )
    },
  },
]

const PASSING = { effects: ['none'], recovery: 'by_itself' } as const

/** A fault that changes the users of the servers. */
interface Otherwise extends Pick<Fault, 'name' | 'says' | 'strikes' | 'gives'> {
  readonly users: (place: Place) => Users
}

const usersOtherwise = (ground: Ground, { users, ...stated }: Otherwise): Fault => ({
  ...PASSING,
  ...stated,
  prepare: async (place) =>
    mended(
      () => reload(ground, USUAL, users(place)),
      () => reload(ground, users(place), USUAL),
    ),
})

const reload = async (ground: Ground, from: Users, to: Users): Promise<void> => {
  for (const server of await ground.servers()) await server.reload(server.config.replace(usersAs(from), usersAs(to)))
}

/**
 * Limits a JetStream stream to a little more than it holds. With a limit of bytes, servers before 2.10 lose events, so
 * no store opens there.
 */
const almostFull =
  ({ series }: Ground) =>
  ({ bytes, messages }: State): object =>
    series === '2.9' ? { max_msgs: messages + 5 } : { max_bytes: bytes + 20_000 }

type State = NonNullable<Answer['state']>

/** Changes settings of a place's JetStream stream, and changes them back. */
const updated = (
  ground: Ground,
  { name }: Place,
  settings: (state: State) => object,
): readonly [strike: () => Promise<void>, heal: () => Promise<void>] => {
  let before: object = {}
  return [
    async () => {
      const { config, state } = await ask(ground, `STREAM.INFO.${name}`, {})
      if (config === undefined || state === undefined) throw new Error('The server tells nothing of the stream.')
      before = config
      await ask(ground, `STREAM.UPDATE.${name}`, { ...config, ...settings(state) })
    },
    async () => {
      await ask(ground, `STREAM.UPDATE.${name}`, before)
    },
  ]
}

/** Removes a place's JetStream stream, so that it is made again without denyDelete. */
const remade = async (ground: Ground, { name, folder }: Place): Promise<void> => {
  await ask(ground, `STREAM.DELETE.${name}`, {})
  await rm(join(folder, MADE))
  await writeFile(join(folder, DELETABLE), '')
}

/** Publishes a foreign message. Returns its sequence. */
const published = (ground: Ground, subject: string): Promise<number> =>
  asOperator(ground, async (connection) => {
    const reply = await connection.request(subject, 'none of ours', { timeout: 10_000 })
    // As the server names it.
    return reply.json<{ readonly seq: number }>().seq
  })
