import { z } from 'zod'
import type { Limits, Offered } from '../../../domain/capability/need.ts'
import type { Schema } from '../../../domain/capability/schema.ts'
import { must, mustHave } from '../../../domain/event/sentence.ts'
import type { EventStoreCapability } from '../../../domain/event/store.ts'
import { hidden } from '../connection/settings.ts'

/** What JetStream needs to be told of the stream that holds the events, in JetStream's words. Nothing has a default. */
export interface NatsStreamConfig {
  /** The JetStream stream's name: 1 to 255 of `A-Z a-z 0-9 _ -`. */
  readonly name: string
  /** The subjects that the JetStream stream binds. `<subjectPrefix>.>` is one of them. */
  readonly subjects: readonly string[]
  /** What the subjects of events begin with: tokens of `A-Z a-z 0-9 _ -`, with dots between them, at most 128 characters. */
  readonly subjectPrefix: string
  /** `limits` keeps events. `interest` and `workqueue` delete what was consumed: no need of an event store is met by them. */
  readonly retention: 'limits' | 'interest' | 'workqueue'
  readonly storage: 'file' | 'memory'
  /** 1, 3 or 5 servers that keep each event. */
  readonly replicas: 1 | 3 | 5
  /** The most bytes of the whole, or -1 for as many as there is room for. */
  readonly maxBytes: number
  /** The most messages, each of them one append, or -1. */
  readonly maxMsgs: number
  /** The most bytes of one append as a message, from 8,192. The server's own `max_payload` must allow it. */
  readonly maxMsgSize: number
  /** At a limit: `new` refuses appends, `old` deletes the oldest events. */
  readonly discard: 'new' | 'old'
  /** How long an event is kept, in milliseconds, or 0 for ever. */
  readonly maxAgeMs: number
  /** Whether any server that keeps the events may answer a read, not only their leader. */
  readonly allowDirect: boolean
  /** Whether the server refuses to delete single messages. */
  readonly denyDelete: boolean
  /** Whether the server refuses to purge. */
  readonly denyPurge: boolean
  /** How long the server remembers message ids, in milliseconds, from 100. Tenon sends none. */
  readonly duplicateWindowMs: number
  /** Whether a JetStream stream that is absent is made, or is `not_found`. One that differs is never changed. */
  readonly provision: 'create' | 'verify'
  /** What the operator says of the servers: whether they sync each write (`sync_interval: always`) or from time to time. No client can ask them. */
  readonly serverSync: 'always' | 'interval'
}

const FIELDS = [
  'name',
  'subjects',
  'subjectPrefix',
  'retention',
  'storage',
  'replicas',
  'maxBytes',
  'maxMsgs',
  'maxMsgSize',
  'discard',
  'maxAgeMs',
  'allowDirect',
  'denyDelete',
  'denyPurge',
  'duplicateWindowMs',
  'provision',
  'serverSync',
] as const satisfies readonly (keyof NatsStreamConfig)[]

const name = 'a name of 1 to 255 of A-Z a-z 0-9 _ -'
const prefix = 'tokens of A-Z a-z 0-9 _ - with dots between them, at most 128 characters'
const subject = 'a subject: tokens with dots between them, without white space'
const bound = 'a whole number from 1, or -1 for no limit'
const whether = must('true or false')
/** JetStream counts in nanoseconds; more milliseconds than this it could not count. */
const MOST_MS = 9_000_000_000_000
/** What JetStream calls no limit. */
export const UNLIMITED = -1

const Bound = z.union([z.literal(UNLIMITED), z.int(must(bound)).min(1, must(bound))], must(bound))
const milliseconds = (least: number): z.ZodInt => {
  const says = must(`a whole number of milliseconds from ${least} to ${MOST_MS}`)
  return z.int(says).min(least, says).max(MOST_MS, says)
}
const bytes = must('a whole number of bytes from 8192 to 67108864')

/** The schema of the config: closed, every field explicit. `check(NatsStreamConfig, value)` parses what comes from outside. */
export const NatsStreamConfig: Schema<NatsStreamConfig> = z
  .strictObject(
    {
      name: z.string(must(name)).regex(/^[\w-]{1,255}$/, must(name)),
      subjects: z
        .array(z.string(must(subject)).regex(/^[^\s.]+(\.[^\s.]+)*$/, must(subject)), must('a list of subjects'))
        .min(1, must('a list of one subject or more'))
        .overwrite(Object.freeze),
      subjectPrefix: z.string(must(prefix)).regex(/^(?=.{1,128}$)[\w-]+(\.[\w-]+)*$/, must(prefix)),
      retention: z.enum(['limits', 'interest', 'workqueue'], must("'limits', 'interest' or 'workqueue'")),
      storage: z.enum(['file', 'memory'], must("'file' or 'memory'")),
      replicas: z.union([z.literal(1), z.literal(3), z.literal(5)], must('1, 3 or 5')),
      maxBytes: Bound,
      maxMsgs: Bound,
      maxMsgSize: z.int(bytes).min(8_192, bytes).max(67_108_864, bytes),
      discard: z.enum(['new', 'old'], must("'new' or 'old'")),
      maxAgeMs: milliseconds(0),
      allowDirect: z.boolean(whether),
      denyDelete: z.boolean(whether),
      denyPurge: z.boolean(whether),
      duplicateWindowMs: milliseconds(100),
      provision: z.enum(['create', 'verify'], must("'create' or 'verify'")),
      serverSync: z.enum(['always', 'interval'], must("'always' or 'interval'")),
    },
    {
      // What is given in place of the whole may be an address with a password.
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? mustHave(...FIELDS).error(issue)
          : hidden(`an object with ${FIELDS.join(', ')}`).error(issue),
    },
  )
  .refine(({ subjects, subjectPrefix }) => subjects.includes(`${subjectPrefix}.>`), {
    path: ['subjects'],
    error: ({ input }) =>
      `must have ${JSON.stringify(`${Object(input).subjectPrefix}.>`)}, which binds what subjectPrefix names`,
  })
  .overwrite(Object.freeze)

/** What a stream with this config promises: a pure function. */
export const grants = (config: NatsStreamConfig) =>
  Object.freeze({
    atomicity: 'stream',
    order: 'global',
    dedupe: 'expected',
    durability: durabilityOf(config),
    replication: config.replicas === 1 ? 'single' : 'quorum',
    reach: 'network',
    retention: retentionOf(config),
  } as const satisfies Offered<EventStoreCapability>)

/** What a stream with this config promises in numbers. */
export const limits = ({ maxMsgSize }: NatsStreamConfig): Limits<EventStoreCapability> =>
  Object.freeze({
    max_event_bytes: maxMsgSize - AROUND_ONE_EVENT,
    max_events_per_append: 1_000,
    dedupe_window_ms: 0,
  })

/** The most bytes of a message of one event that are neither its data nor its metadata: the headers, which append it is, its id, and its type in JSON. */
const AROUND_ONE_EVENT = 2_048

/** Whether old events may be deleted by the server itself. */
export const forgets = ({ maxAgeMs, discard, maxBytes, maxMsgs }: NatsStreamConfig): boolean =>
  maxAgeMs > 0 || (discard === 'old' && (maxBytes !== UNLIMITED || maxMsgs !== UNLIMITED))

const durabilityOf = ({ storage, serverSync }: NatsStreamConfig) =>
  storage === 'memory' ? 'none' : serverSync === 'always' ? 'power_loss' : 'process_crash'

const retentionOf = (config: NatsStreamConfig) => {
  switch (config.retention) {
    case 'limits':
      return forgets(config) ? 'bounded' : 'forever'
    case 'interest':
      return 'nothing: until_consumed. With retention interest the server deletes what its consumers have acknowledged, and stores nothing while there is none; keep events with retention limits'
    case 'workqueue':
      return 'nothing: until_consumed. With retention workqueue the server deletes what was acknowledged, and nothing can be read twice; keep events with retention limits'
    default:
      return config.retention satisfies never
  }
}
