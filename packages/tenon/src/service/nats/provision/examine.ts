import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Examined, Observation } from '../../binding/executor.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import type { Answer, JetStreamApi } from '../connection/jetstream-api.ts'
import type { Connection } from '../connection/connection.ts'
import { agreementOf } from './agreement.ts'
import { driftOf, driftText } from './declared.ts'
import { durabilityOf } from './durability.ts'
import { flawOfServer } from './provision.ts'
import { quorumOf } from './quorum.ts'
import { faultsOf } from './server-versions.ts'

/**
 * Reports the state of the server and its JetStream stream, as the server itself describes it. Makes and changes
 * nothing.
 */
export const examine = async (
  connection: Connection,
  api: JetStreamApi,
  config: NatsStreamConfig,
): Promise<Examined | EventStoreFailed> => {
  const info = await api.ask(`STREAM.INFO.${config.name}`, {}, 'open')
  if (info.kind === 'failed' && (info.failure !== 'not_found' || config.provision === 'verify')) return info
  if (info.kind === 'answered') api.see(Number(Object(info.value.config).num_replicas))
  const agreement = info.kind === 'failed' ? [] : await agreementOf(connection, api, config, info.value)
  return {
    kind: 'examined',
    findings: [
      ...ofServer(connection, api, config, agreement.length > 0),
      ...(info.kind === 'failed' ? [unmade(api.place)] : ofStream(api, config, info.value)),
      ...agreement,
      durabilityOf(config, api.replicas, connection.client.info?.version ?? ''),
    ],
  }
}

const unmade = (place: string): Observation => ({
  level: 'claimed',
  says: `${place} does not exist yet. Opening the store makes it.`,
})

/** Reports on the connected server, and on the others unless they were asked. */
const ofServer = (
  connection: Connection,
  { replicas }: JetStreamApi,
  config: NatsStreamConfig,
  asked: boolean,
): readonly Observation[] => {
  const { info } = connection.client
  const flaw = flawOfServer(connection, config)
  const flaws: readonly Observation[] =
    flaw === undefined ? [] : [{ level: 'wrong', says: `The store cannot open: ${flaw}.` }]
  if (info === undefined) return flaws
  const { server_name: name, version, cluster } = info
  const faults = faultsOf(version, replicas).map(({ says, grave }): Observation => ({
    level: grave ? 'wrong' : 'claimed',
    says: `nats-server ${version} has a known fault. ${says}`,
  }))
  const is = `The server ${name} is nats-server ${version}`
  if (cluster === undefined)
    return [{ level: 'well', says: `${is}, not in a cluster.` }, ...aloneness(config), ...faults, ...flaws]
  return [
    { level: 'well', says: `${is}, in the cluster ${cluster}.` },
    ...(asked ? [] : [unasked(cluster)]),
    ...faults,
    ...flaws,
  ]
}

const unasked = (cluster: string): Observation => ({
  level: 'claimed',
  says: `That the other servers of the cluster ${cluster} run the same version: only one server was asked.`,
})

const aloneness = ({ replicas }: NatsStreamConfig): readonly Observation[] =>
  replicas === 1
    ? []
    : [
        {
          level: 'wrong',
          says: `The config declares ${replicas} replicas, but a server that is not in a cluster keeps only one.`,
        },
      ]

const ofStream = (
  { place, replicas }: JetStreamApi,
  config: NatsStreamConfig,
  info: Answer,
): readonly Observation[] => {
  // Each of its fields is checked before it is used.
  const drift = driftOf(config, Object(info.config) as Answer)
  return [
    ...(drift.length === 0
      ? [{ level: 'well', says: `${place} is what its config declares.` } as const]
      : drift.map((each): Observation => ({
          level: 'wrong',
          says: `${place} is not what its config declares: ${driftText(each)}. Correct one or the other; Tenon never changes the stream.`,
        }))),
    ...quorumOf(place, replicas, info.cluster),
    roomOf(place, config, Object(info.state)),
  ]
}

/** The part of a limit that may be used before an operator should act, if the stream refuses appends at the limit. */
const MUCH = 0.9

const roomOf = (place: string, config: NatsStreamConfig, state: Answer): Observation => {
  const uses = [
    { what: 'message', used: Number(state.messages), most: config.maxMsgs },
    { what: 'byte', used: Number(state.bytes), most: config.maxBytes },
  ]
  const holds = uses.map(useText).join(' and ')
  const limits = uses.every(({ most }) => most < 0) ? ', without a limit of its own' : ''
  if (config.discard === 'old' || !uses.some(({ used, most }) => most >= 0 && used >= MUCH * most))
    return { level: 'well', says: `${place} holds ${holds}${limits}.` }
  return {
    level: 'wrong',
    says: `${place} holds ${holds}: it refuses appends when it is full. Raise the limit, both of the JetStream stream and in the config.`,
  }
}

const useText = ({
  what,
  used,
  most,
}: {
  readonly what: string
  readonly used: number
  readonly most: number
}): string => {
  const things = most < 0 && used === 1 ? what : `${what}s`
  return most < 0 ? `${figure(used)} ${things}` : `${figure(used)} of ${figure(most)} ${things}`
}

const figure = (number: number): string => number.toLocaleString('en')
