import {
  capability,
  commonFailures,
  commonLadders,
  type Declared,
  type FailedOf,
  type Intent,
  type Outcome,
  type Store,
} from 'tenon'
import { z } from 'zod'
import { Send, SendResult, Status, StatusResult } from './message.ts'

const declared = capability({
  name: 'mailer',
  version: 1,
  operations: {
    send: {
      says: 'Hand one message over for delivery.',
      touches: 'write',
      gives: 'one',
      asks: [],
      // A token is stated with every message, so under `token` every send may be repeated.
      repeatable: [{ when: z.object({}), guarantee: 'dedupe', rung: 'token' }],
      intent: Send,
      states: 'the_intent',
      result: SendResult,
    },
    status: {
      says: 'Look up the message of a token.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: Status,
      states: 'the_intent',
      result: StatusResult,
    },
  },
  failures: {
    ...commonFailures,
    suspended: {
      says: 'Sending is suspended until an operator resumes it.',
      effects: ['none'],
      passes: false,
      acts: 'operator',
    },
  },
  guarantees: {
    dedupe: ['none', 'token'],
    durability: commonLadders.durability,
    reach: commonLadders.reach,
  },
  limits: {
    max_text_bytes: {
      says: 'The most bytes of UTF-8 that the text of a message may have.',
      measure: 'json_bytes',
      operation: 'send',
      path: '',
      of: ['text'],
    },
  },
})

/** The type of the declaration. */
export interface MailerCapability extends Declared<typeof declared> {}

/** A mailer as data: its operations, failures, guarantees and limits. */
export const Mailer: MailerCapability = declared

/** A mailer as a domain function takes it. No method rejects or throws: a failure is the outcome `failed`. */
export interface Mailer extends Store<MailerCapability> {}

/** A failure word of a mailer. */
export type MailerFailure = keyof MailerCapability['failures']

/** The outcome of a failed call to a mailer. */
export interface MailerFailed extends FailedOf<MailerCapability> {}

/** What an executor of a mailer is given. */
export type MailIntent = Intent<MailerCapability, 'send' | 'status'>

/** What an executor of a mailer returns. */
export type MailOutcome = Outcome<MailerCapability, 'send' | 'status'>
