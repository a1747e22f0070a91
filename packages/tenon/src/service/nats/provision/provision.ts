import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { IfAbsent } from '../../binding/executor.ts'
import type { Answer, Answered, JetStreamApi } from '../connection/jetstream-api.ts'
import { leaderless } from '../connection/leader.ts'
import type { Connection } from '../connection/connection.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import { found, UNFIT } from '../failure.ts'
import { declared, driftOf, driftText } from './declared.ts'
import { answersMany, unfitness } from './server-versions.ts'

/** The JetStream stream exists, and is what the config says. */
export interface Provisioned {
  readonly kind: 'provisioned'
  /** Whether the server answers this user's direct get with many messages. */
  readonly direct: boolean
  /** The answer to `STREAM.INFO`. */
  readonly info: Answer
}

/**
 * Checks that the server and its JetStream stream are what the config says. Makes the stream if it is absent, the
 * caller allows it, and the config says `create`. The first request also proves the inbox and the permission to use the
 * API. A stream that differs is reported, and never changed.
 */
export const provision = async (
  connection: Connection,
  api: JetStreamApi,
  config: NatsStreamConfig,
  ifAbsent: IfAbsent,
): Promise<Provisioned | EventStoreFailed> => {
  const unfit = flawOfServer(connection, config)
  if (unfit !== undefined)
    return found('misconfigured', 'open', `${api.place}: ${unfit}.`, {
      technology: 'nats',
      code: UNFIT,
      message: `nats-server ${connection.client.info?.version}, max_payload ${connection.client.info?.max_payload}`,
    })
  const info = await infoOf(api, config, ifAbsent)
  if (info.kind === 'failed')
    return info.evidence?.code === '503' && !hasJetStream(connection) ? noJetStream(api, info) : info
  const live = Object(info.value.config) as Answer
  const drift = driftOf(config, live)
  if (drift.length > 0)
    return found(
      'misconfigured',
      'open',
      `${api.place} is not what its config declares: ${drift.map(driftText).join('; ')}. Correct one or the other; Tenon never changes the stream.`,
      { technology: 'nats', code: 'drift', message: JSON.stringify(drift) },
    )
  const { cluster } = info.value
  if (typeof cluster === 'object' && cluster !== null && config.replicas > 1 && !Object(cluster).leader)
    return leaderless(api.place, 'open')
  const direct = live.allow_direct === true && (await answersManyHere(connection, config))
  return { kind: 'provisioned', direct, info: info.value }
}

const hasJetStream = ({ client: { info } }: Connection): boolean => info?.jetstream === true

/** The failure if no server takes a request of the API, and the connected one says that it has no JetStream. */
const noJetStream = ({ place }: JetStreamApi, { evidence }: EventStoreFailed): EventStoreFailed =>
  found(
    'misconfigured',
    'open',
    `${place}: JetStream is off on this server, and no other server answers for it. Enable it (with a jetstream block in the server's configuration), or check that the servers that have it are running.`,
    evidence,
  )

/** Returns why the connected server cannot serve a config, or nothing if it can. */
export const flawOfServer = ({ client: { info } }: Connection, config: NatsStreamConfig): string | undefined => {
  if (info === undefined) return 'the server has not said what it is'
  const unfit = unfitness(info.version, config)
  if (unfit !== undefined) return unfit
  if (info.max_payload >= config.maxMsgSize) return undefined
  return `the server accepts messages of at most ${info.max_payload} bytes (max_payload), but the config declares maxMsgSize ${config.maxMsgSize}`
}

const infoOf = async (
  api: JetStreamApi,
  config: NatsStreamConfig,
  ifAbsent: IfAbsent,
): Promise<Answered | EventStoreFailed> => {
  const info = await api.ask(`STREAM.INFO.${config.name}`, {}, 'open')
  if (info.kind !== 'failed' || info.failure !== 'not_found' || config.provision === 'verify') return info
  if (ifAbsent === 'fail') return found('not_found', 'open', `${api.place} ${ABSENT}`, info.evidence)
  const created = await api.ask(`STREAM.CREATE.${config.name}`, declared(config), 'open')
  if (created.kind !== 'failed' || !MADE_BY_ANOTHER.has(created.evidence?.code ?? '')) return created
  // Another program has made it at this moment, unless it is the subjects of another stream that overlap.
  const made = await api.ask(`STREAM.INFO.${config.name}`, {}, 'open')
  return made.kind === 'failed' && made.failure === 'not_found' ? created : made
}

const ABSENT =
  'does not exist. Check its name and the servers in the config; "tenon append" and "tenon import" make it, and so does open().'

/** The name is in use, or the subjects are: servers of 2.9 answer with either while another program makes the stream. */
const MADE_BY_ANOTHER: ReadonlySet<string> = new Set(['10058', '10065'])

/** Returns whether the server answers a direct get of many messages. An old server or a missing permission shows here. */
const answersManyHere = async (connection: Connection, config: NatsStreamConfig): Promise<boolean> => {
  if (!answersMany(connection.client.info?.version ?? '')) return false
  const fields = { seq: 1, next_by_subj: `${config.subjectPrefix}.>`, batch: 1 }
  const reply = await connection.request(`$JS.API.DIRECT.GET.${config.name}`, Buffer.from(JSON.stringify(fields)))
  if (reply.kind !== 'reply') return false
  const { headers } = reply.message
  return headers?.code === 404 || headers?.has('Nats-Num-Pending') === true
}
