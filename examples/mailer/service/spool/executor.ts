import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from 'tenon'
import type { Attempt, Closed, Examined, Examining, Executor, IfAbsent, Ready } from 'tenon/bind'
import { decideSend } from '../../domain/mail/decide-send.ts'
import {
  Mailer,
  type MailerCapability,
  type MailerFailed,
  type MailIntent,
  type MailOutcome,
} from '../../domain/mail/mailer.ts'
import type { Send } from '../../domain/mail/message.ts'
import { grants, limits, SpoolConfig } from './config.ts'
import { examineFolder } from './examine.ts'
import { failedWith, failureOf, failures } from './failure.ts'
import { exists, fileOf, makeFolder, putMessage, readMessage, tryFolder } from './files.ts'

/**
 * Keeps each message in a file of a folder, from which another program delivers it. That program leaves the file where
 * it is, and adds an empty file `<token>.delivered`. Several processes may use the folder at once. A file `suspended`
 * in it stops all sending.
 */
export class SpoolMailExecutor implements Executor<MailerCapability, typeof grants>, Examining<MailerCapability> {
  readonly capability = Mailer
  readonly technology = Object.freeze({ name: 'spool', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = failures
  readonly #config: SpoolConfig
  readonly #underWay = new Set<Promise<MailOutcome>>()
  /** Whether a sync failed. Nothing can tell what the disk holds then, so the folder must be opened again. */
  #doubtful = false

  constructor(config: SpoolConfig) {
    const checked = check(SpoolConfig, config)
    if (!checked.fits) throw new TypeError(`SpoolConfig: ${checked.says}.`)
    this.#config = checked.value
  }

  async open(_attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | MailerFailed> {
    const { folder, create } = this.#config
    try {
      if (create && ifAbsent === 'make') await makeFolder(folder)
      await tryFolder(folder)
      return { kind: 'ready' }
    } catch (error) {
      return failureOf(error, 'open', folder)
    }
  }

  async execute(intent: MailIntent): Promise<MailOutcome> {
    const outcome = this.#execute(intent)
    this.#underWay.add(outcome)
    return outcome.finally(() => this.#underWay.delete(outcome))
  }

  /** Resolves when no call uses the folder any more. */
  async close(): Promise<Closed> {
    await Promise.all(this.#underWay)
    return { kind: 'closed' }
  }

  async examine(): Promise<Examined | MailerFailed> {
    const { folder } = this.#config
    try {
      return { kind: 'examined', findings: await examineFolder(this.#config) }
    } catch (error) {
      return failureOf(error, 'open', folder)
    }
  }

  async #execute(intent: MailIntent): Promise<MailOutcome> {
    const { folder } = this.#config
    if (this.#doubtful) return failedWith('corrupted', intent.kind, folder)
    let handle: FileHandle | undefined
    try {
      // Opened first, so that a lack of handles is found before a message is accepted.
      handle = await open(folder, 'r')
      switch (intent.kind) {
        case 'send':
          return await this.#send(intent, handle)
        case 'status':
          return await this.#status(intent.token, handle)
        default:
          return intent satisfies never
      }
    } catch (error) {
      return failureOf(error, intent.kind, folder)
    } finally {
      await handle?.close().catch(() => undefined)
    }
  }

  async #send(message: Send, handle: FileHandle): Promise<MailOutcome> {
    const { folder } = this.#config
    if (await exists(join(folder, 'suspended'))) return failedWith('suspended', 'send', folder)
    const path = fileOf(folder, message.token)
    for (;;) {
      const decided = decideSend(message, await readMessage(path))
      if (decided.kind !== 'accepted') return decided
      // Another process that put the message there may not have synced it yet, so a repeated message is synced too.
      if (decided.repeated || (await putMessage(path, message))) return this.#durable(decided, 'send', handle)
    }
  }

  async #status(token: string, handle: FileHandle): Promise<MailOutcome> {
    const { folder } = this.#config
    if ((await readMessage(fileOf(folder, token))) === undefined) return { kind: 'unknown_token' }
    const delivered = await exists(join(folder, `${token}.delivered`))
    return this.#durable({ kind: 'status', state: delivered ? 'delivered' : 'accepted' }, 'status', handle)
  }

  /** Returns an outcome when what it says is durable. */
  async #durable(outcome: MailOutcome, operation: MailIntent['kind'], handle: FileHandle): Promise<MailOutcome> {
    try {
      await handle.sync()
      return outcome
    } catch (error) {
      this.#doubtful = true
      return { ...failureOf(error, operation, this.#config.folder), failure: 'corrupted', effect: 'unknown' }
    }
  }
}
