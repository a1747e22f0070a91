import { z } from 'zod'
import type { Schema } from '../../../domain/capability/schema.ts'
import { must, mustHave } from '../../../domain/data/schema-messages.ts'
import { hidden } from '../connection/settings.ts'

/** The settings of the JetStream stream that holds the events, in JetStream's words. No field has a default. */
export interface NatsStreamConfig {
  /** The name of the JetStream stream: 1 to 255 characters of `A-Z a-z 0-9 _ -`. */
  readonly name: string
  /** The subjects that the JetStream stream binds. One of them must be `<subjectPrefix>.>`. */
  readonly subjects: readonly string[]
  /** The beginning of the subjects of events: tokens of `A-Z a-z 0-9 _ -` separated by dots, at most 128 characters. */
  readonly subjectPrefix: string
  /** `limits` keeps events. `interest` and `workqueue` delete what was consumed, and meet no need of an event store. */
  readonly retention: 'limits' | 'interest' | 'workqueue'
  readonly storage: 'file' | 'memory'
  /** How many servers keep each event: 1, 3 or 5. */
  readonly replicas: 1 | 3 | 5
  /** The most bytes of the whole stream, or -1 for no limit but the room on the server. */
  readonly maxBytes: number
  /** The most messages, each of which is one append, or -1 for no limit. */
  readonly maxMsgs: number
  /** The most bytes of one append as a message, at least 8,192. The server's own `max_payload` must allow it. */
  readonly maxMsgSize: number
  /** What happens at a limit: `new` refuses appends, `old` deletes the oldest events. */
  readonly discard: 'new' | 'old'
  /** How long an event is kept, in milliseconds, or 0 for forever. */
  readonly maxAgeMs: number
  /** Whether every server that keeps the events may answer a read, not only their leader. */
  readonly allowDirect: boolean
  /** Whether the server refuses to delete single messages. */
  readonly denyDelete: boolean
  /** Whether the server refuses to purge. */
  readonly denyPurge: boolean
  /** How long the server remembers message ids, in milliseconds, at least 100. Tenon sends no message ids. */
  readonly duplicateWindowMs: number
  /**
   * Whether an absent JetStream stream is made (`create`), or fails with `not_found` (`verify`). A stream that differs
   * is never changed.
   */
  readonly provision: 'create' | 'verify'
  /**
   * What the operator states about the servers: whether they sync every write (`sync_interval: always`), or from time
   * to time. A client cannot find out.
   */
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
const prefix = 'tokens of A-Z a-z 0-9 _ - separated by dots, at most 128 characters'
const subject = 'a subject: tokens separated by dots, without white space'
const bound = 'a whole number of at least 1, or -1 for no limit'
const whether = must('true or false')
/** The most milliseconds that JetStream, which counts in nanoseconds, can represent. */
const MOST_MS = 9_000_000_000_000
/** JetStream's number for no limit. */
export const UNLIMITED = -1

const Bound = z.union([z.literal(UNLIMITED), z.int(must(bound)).min(1, must(bound))], must(bound))
const milliseconds = (least: number): z.ZodInt => {
  const says = must(`a whole number of milliseconds from ${least} to ${MOST_MS}`)
  return z.int(says).min(least, says).max(MOST_MS, says)
}
const bytes = must('a whole number of bytes from 8192 to 67108864')

/**
 * The schema of the config. Every field is required and no other field is allowed. `check(NatsStreamConfig, value)`
 * validates outside data.
 */
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
      // The caller may have passed an address with a password instead of the config.
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? mustHave(...FIELDS).error(issue)
          : hidden(`an object with ${FIELDS.join(', ')}`).error(issue),
    },
  )
  .refine(({ subjects, subjectPrefix }) => subjects.includes(`${subjectPrefix}.>`), {
    path: ['subjects'],
    error: ({ input }) =>
      `must have ${JSON.stringify(`${Object(input).subjectPrefix}.>`)}, because subjectPrefix names those subjects`,
  })
  .overwrite(Object.freeze)

/** Whether the server itself may delete old events. */
export const forgets = ({ maxAgeMs, discard, maxBytes, maxMsgs }: NatsStreamConfig): boolean =>
  maxAgeMs > 0 || (discard === 'old' && (maxBytes !== UNLIMITED || maxMsgs !== UNLIMITED))
