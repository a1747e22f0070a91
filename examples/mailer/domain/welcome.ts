import { need } from 'tenon'
import { Mailer } from './mail/mailer.ts'

/** The least that a welcome needs of a mailer. Two welcomes are worse than none, so it does not ask for durability. */
export const WelcomeMail = need(Mailer, {
  dedupe: 'token',
  durability: 'none',
  reach: 'process',
  max_text_bytes: 10_000,
})

/** A new member. */
export interface Member {
  /** A UUID. It is also the token of the welcome, so that a member is welcomed once, however often this is called. */
  readonly id: string
  readonly name: string
  readonly address: string
}

/** Welcomes a new member by mail. Returns the result in words, for a person. */
export const welcome = async (mailer: Mailer, { id, name, address }: Member): Promise<string> => {
  const outcome = await mailer.send({ token: id, to: address, subject: `Welcome, ${name}`, text: 'Good to have you.' })
  switch (outcome.kind) {
    case 'accepted':
      return outcome.repeated ? 'welcomed before' : 'welcomed'
    case 'rejected':
      return `cannot be welcomed: ${outcome.reason}`
    case 'token_reused':
      return 'welcomed before, with other words'
    case 'failed':
      return outcome.says
    default:
      return outcome satisfies never
  }
}
