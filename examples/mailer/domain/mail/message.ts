import { must, Name, Uuid } from 'tenon'
import { z } from 'zod'

const Token = Uuid.describe('A UUID that identifies one message for ever. The same message again is not sent twice.')

/** What `send` takes: one message. */
export const Send = z
  .strictObject({
    token: Token,
    to: z.email(must('an email address')).describe('The address of the recipient.'),
    subject: Name.describe('The subject, in one line.'),
    text: z.string(must('a text')).describe('The text of the message.'),
  })
  .readonly()
export interface Send extends z.infer<typeof Send> {}

/** What `status` takes. */
export const Status = z.strictObject({ token: Token }).readonly()

/** What `send` returns if it does not fail. */
export const SendResult = z.discriminatedUnion('kind', [
  // The message will be delivered. If it is `repeated`, an earlier call handed it over, and this one did nothing.
  z.strictObject({ kind: z.literal('accepted'), token: Token, repeated: z.boolean() }).readonly(),
  // The message can never be delivered. Nothing was handed over.
  z.strictObject({ kind: z.literal('rejected'), reason: z.enum(['no_such_domain']) }).readonly(),
  // The token identifies another message. Nothing was handed over.
  z.strictObject({ kind: z.literal('token_reused') }).readonly(),
])
export type SendResult = z.infer<typeof SendResult>

/** What `status` returns if it does not fail. */
export const StatusResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), state: z.enum(['accepted', 'delivered']) }).readonly(),
  z.strictObject({ kind: z.literal('unknown_token') }).readonly(),
])
