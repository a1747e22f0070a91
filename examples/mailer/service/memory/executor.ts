import type { Limits } from 'tenon'
import type { Closed, Executor, Ready } from 'tenon/bind'
import { decideSend } from '../../domain/mail/decide-send.ts'
import { Mailer, type MailerCapability, type MailIntent, type MailOutcome } from '../../domain/mail/mailer.ts'
import type { Send } from '../../domain/mail/message.ts'

const grants = Object.freeze({ dedupe: 'token', durability: 'none', reach: 'process' } as const)
const limits: Limits<MailerCapability> = Object.freeze({ max_text_bytes: 100_000 })

/** Keeps messages in the memory of this process, and delivers none of them. For tests. */
export class MemoryMailExecutor implements Executor<MailerCapability, typeof grants> {
  readonly capability = Mailer
  readonly technology = Object.freeze({ name: 'memory', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = Object.freeze([])
  readonly #messages = new Map<string, Send>()

  open(): Promise<Ready> {
    return Promise.resolve({ kind: 'ready' })
  }

  async execute(intent: MailIntent): Promise<MailOutcome> {
    const before = this.#messages.get(intent.token)
    switch (intent.kind) {
      case 'send': {
        const decided = decideSend(intent, before)
        if (decided.kind === 'accepted') this.#messages.set(intent.token, intent)
        return decided
      }
      case 'status':
        return before === undefined ? { kind: 'unknown_token' } : { kind: 'status', state: 'accepted' }
      default:
        return intent satisfies never
    }
  }

  close(): Promise<Closed> {
    this.#messages.clear()
    return Promise.resolve({ kind: 'closed' })
  }
}
