import type { Send, SendResult } from './message.ts'

/**
 * Decides about a message, given the message that was accepted for its token before, if any. The first rule that
 * applies decides. `accepted` without `repeated` means that the message is to be handed over now.
 */
export const decideSend = (message: Send, before: Send | undefined): SendResult => {
  if (before !== undefined)
    return isSame(message, before)
      ? { kind: 'accepted', token: message.token, repeated: true }
      : { kind: 'token_reused' }
  // No address under this domain can exist (RFC 2606).
  if (message.to.toLowerCase().endsWith('.invalid')) return { kind: 'rejected', reason: 'no_such_domain' }
  return { kind: 'accepted', token: message.token, repeated: false }
}

const isSame = (a: Send, b: Send): boolean => a.to === b.to && a.subject === b.subject && a.text === b.text
