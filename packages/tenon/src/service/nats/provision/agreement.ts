import { setTimeout as wait } from 'node:timers/promises'
import type { Observation } from '../../binding/executor.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import type { Answer, JetStreamApi } from '../connection/jetstream-api.ts'
import type { Connection } from '../connection/connection.ts'
import { askReplicas, type Member, membersOf, mixtureOf, type Replica, versionText } from './replicas.ts'

/**
 * How many looks in a row must find copies that differ, and how many milliseconds apart, before they count as different
 * for good.
 */
const LOOKS = 4
const PAUSE_MS = 500

/**
 * Reports whether the servers that keep a JetStream stream run one release line, and whether their copies end at the
 * same message.
 */
export const agreementOf = async (
  connection: Connection,
  api: JetStreamApi,
  config: NatsStreamConfig,
  info: Answer,
): Promise<readonly Observation[]> => {
  const members = membersOf(info)
  if (members.length < 2) return []
  const { replicas: asked } = await askReplicas(connection, api, config, members)
  const differing = await differingFrom(connection, api, config, info, asked)
  return [
    ...ofVersions(connection, api.place, asked),
    ...members.filter(({ name }) => !asked.some((other) => other.name === name)).map(unasked),
    ...differing.map((replica) => different(api.place, replica)),
  ]
}

const ofVersions = (
  { client: { info } }: Connection,
  place: string,
  asked: readonly Replica[],
): readonly Observation[] => {
  const servers = asked.map((each) => (each.name === info?.server_name ? { ...each, version: info.version } : each))
  const mixture = mixtureOf(servers)
  if (mixture !== undefined)
    return [
      {
        level: 'wrong',
        says: `The servers of ${place} run versions of different release lines: ${mixture}. A server of one line may store an append that a leader of another refuses, and then their copies differ for good. Stop every program that appends, and update the servers to one version.`,
      },
    ]
  const all = servers.map(versionText).join(', ')
  if (servers.length === 0) return []
  if (servers.every(({ version }) => version !== ''))
    return [{ level: 'well', says: `The servers of ${place} run versions of one release line: ${all}.` }]
  return [
    {
      level: 'claimed',
      says: `That the servers of ${place} run one version (${all}): servers before 2.11 do not report their version through another server. Ask each of them for it.`,
    },
  ]
}

const unasked = ({ name }: Member): Observation => ({
  level: 'claimed',
  says: `That the server ${name} runs the same version as the others and keeps the same events: it could not be asked. Start it, or allow this user to make consumers, then examine again.`,
})

/** A copy that ends at another message than the leader's. */
interface Differing extends Replica {
  readonly leader: string
  readonly led: number
}

const different = (place: string, { name, end, leader, led }: Differing): Observation => ({
  level: 'wrong',
  says: `The copies of ${place} differ: the last message of the server ${name} is ${figure(end)}, and that of the leader ${leader} is ${figure(led)}. Stop every program that appends, export the events, and import them into a new JetStream stream.`,
})

/**
 * Returns the copies that do not end where the leader's does, in every look. Appends go on meanwhile. So a copy counts
 * as too long only if it was asked before the leader, and as too short only if it was asked after the leader, which
 * takes it for complete.
 */
const differingFrom = async (
  connection: Connection,
  api: JetStreamApi,
  config: NatsStreamConfig,
  info: Answer,
  asked: readonly Replica[],
): Promise<readonly Differing[]> => {
  let [before, replicas] = [info, asked]
  for (let look = 1; ; look += 1) {
    const after = await api.ask(`STREAM.INFO.${config.name}`, {}, 'open')
    if (after.kind === 'failed') return []
    const differing = differingIn(before, replicas, after.value)
    if (differing.length === 0 || look === LOOKS) return differing
    await wait(PAUSE_MS)
    before = after.value
    replicas = (await askReplicas(connection, api, config, membersOf(before))).replicas
  }
}

const differingIn = (before: Answer, replicas: readonly Replica[], after: Answer): readonly Differing[] => {
  const [leader] = membersOf(after)
  if (leader === undefined || membersOf(before)[0]?.name !== leader.name) return []
  const complete = new Set(membersOf(before).flatMap(({ name, complete: is }) => (is ? [name] : [])))
  const [first, last] = [endIn(before), endIn(after)]
  return replicas
    .filter(({ name, end }) => name !== leader.name && (end > last || (end < first && complete.has(name))))
    .map((replica) => ({ ...replica, leader: leader.name, led: last }))
}

const endIn = ({ state }: Answer): number => Number(Object(state).last_seq ?? 0)

const figure = (number: number): string => number.toLocaleString('en')
