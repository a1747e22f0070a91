import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { check } from '../../../domain/capability/schema.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { ReadAll } from '../../../domain/event/intent.ts'
import type { WrittenAppend } from '../../../domain/event/append.ts'
import {
  type EventIntent,
  type EventItems,
  type EventOutcome,
  EventStore,
  type EventStoreCapability,
  type EventSubscription,
} from '../../../domain/event/store.ts'
import { follow } from '../../../domain/event/subscription.ts'
import type { Attempt, Closed, Examined, Examining, Executor, IfAbsent, Ready } from '../../binding/executor.ts'
import { GroupCommit, lockRetryMs } from '../../binding/group-commit.ts'
import { runtime } from '../../node/runtime.ts'
import { type AppendAnswer, Appender } from './append.ts'
import { grants, limits, SqliteStoreConfig } from './config.ts'
import { openFile } from './schema.ts'
import { examineInThread } from './examine-in-thread.ts'
import { failureOf, failures, found, isBusy } from '../failure.ts'
import type { File } from '../connection/file.ts'
import { Reader } from './read.ts'

type Reading = Exclude<EventIntent, { kind: 'append' }>

/** An open file with its reader and writer. */
interface Open {
  readonly kind: 'open'
  readonly file: File
  readonly reader: Reader
  /** Waiting appends share one transaction. */
  readonly appends: GroupCommit<WrittenAppend, AppendAnswer>
}

/**
 * The most that one transaction takes, because a commit blocks the event loop for a time that grows with the number of
 * rows. The weight is that of 1,000 short events, or of 256 appends of 3,000 code units.
 */
const ROOM = Object.freeze({ mostWorks: 256, mostWeight: 1024 * 1024 })

/** Keeps events in one SQLite file, in this process. Several processes may share the file. */
export class SqliteEventExecutor
  implements Executor<EventStoreCapability, ReturnType<typeof grants>>, Examining<EventStoreCapability>
{
  readonly capability: EventStoreCapability = EventStore
  readonly technology = Object.freeze({ name: 'sqlite', packages: Object.freeze(['node:sqlite']) })
  readonly grants: ReturnType<typeof grants>
  readonly limits: ReturnType<typeof limits>
  readonly failures = failures
  readonly config: SqliteStoreConfig
  #open: Open | undefined
  #closed = false

  /** Checks the config and does nothing else. Throws a `TypeError` that names the invalid field. */
  constructor({ config }: { readonly config: SqliteStoreConfig }) {
    const checked = check(SqliteStoreConfig, config)
    if (!checked.fits) throw new TypeError(`SqliteStoreConfig: ${checked.says}.`)
    this.config = checked.value
    this.grants = grants(checked.value)
    this.limits = limits(checked.value)
    Object.freeze(this)
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | EventStoreFailed> {
    const look = () => openFile(this.config, ifAbsent, (file) => this.#use(file))
    const opened = await this.#patiently('open', attempt, look)
    if (opened.kind === 'failed') return opened
    if (this.#closed) {
      opened.file.close()
      return this.#notOpen('open')
    }
    this.#open = opened
    return { kind: 'ready' }
  }

  #use(file: File): Open {
    const rules = { ...ROOM, patienceMs: this.config.busyTimeoutMs }
    const appends = new GroupCommit(new Appender(file, this.config), rules, runtime)
    return { kind: 'open', file, reader: Reader.of(file), appends }
  }

  execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    const open = this.#open
    if (open === undefined) return Promise.resolve(this.#notOpen(intent.kind))
    if (intent.kind !== 'append') return this.#read(open, intent, attempt)
    if (this.config.access === 'read_write') return open.appends.add(intent, attempt)
    return Promise.resolve(
      found('permission_denied', 'append', `${this.config.path} is open with access: 'read_only'.`),
    )
  }

  follow(intent: EventSubscription, attempt: Attempt): EventItems {
    const open = this.#open
    if (open === undefined) return once(this.#notOpen(intent.kind))
    const readAll = (page: ReadAll): Promise<ReturnType<Reader['readAll']>> =>
      this.#patiently('subscribe', attempt, () =>
        this.#look(open, 'subscribe', () => open.reader.readAll(page, 'subscribe')),
      )
    return follow(intent, readAll, open.file.growth, attempt.signal)
  }

  examine(attempt: Attempt): Promise<Examined | EventStoreFailed> {
    // A new executor that is never closed: this one can be examined even after it was closed.
    return new SqliteEventExecutor(this).#patiently('open', attempt, () => examineInThread(this.config, attempt.signal))
  }

  async close(): Promise<Closed | EventStoreFailed> {
    const open = this.#open
    this.#open = undefined
    this.#closed = true
    await open?.appends.close(this.#notOpen('append'))
    try {
      open?.file.close()
      return { kind: 'closed' }
    } catch (error) {
      return failureOf(error, 'close', this.config.path, 'none')
    }
  }

  #read(open: Open, intent: Reading, attempt: Attempt): Promise<EventOutcome> {
    return this.#patiently(intent.kind, attempt, () =>
      this.#look(open, intent.kind, () => {
        switch (intent.kind) {
          case 'read':
            return open.reader.read(intent)
          case 'read_all':
            return open.reader.readAll(intent, intent.kind)
          case 'streams':
            return open.reader.list(intent)
          default:
            return intent satisfies never
        }
      }),
    )
  }

  /** Reads the file once, and returns an error as a failure, or nothing if another connection holds the lock. */
  #look<Page extends { readonly kind: string }>(
    open: Open,
    operation: EventStoreFailed['operation'],
    page: () => Page,
  ): Page | EventStoreFailed | undefined {
    try {
      const damage = open.file.damage()
      if (damage === undefined) return page()
      return found('corrupted', operation, `${damage}. Stop, find out which program did it, and restore the file.`)
    } catch (error) {
      return isBusy(error) ? undefined : failureOf(error, operation, this.config.path, 'none')
    }
  }

  /**
   * Looks in a turn of its own, so that a caller who reads page after page does not keep all others waiting. While
   * another process holds the file, it looks again after a short random time, until `busyTimeoutMs` has passed.
   */
  async #patiently<Answer>(
    operation: EventStoreFailed['operation'],
    attempt: Attempt,
    look: () => Answer | undefined | Promise<Answer | undefined>,
  ): Promise<Answer | EventStoreFailed> {
    const { busyTimeoutMs, path } = this.config
    const begun = performance.now()
    await turn()
    for (;;) {
      if (this.#closed) return this.#notOpen(operation)
      if (attempt.aborted) return found('cancelled', operation, 'cancelled before it was sent.')
      const answer = await look()
      if (answer !== undefined) return answer
      if (performance.now() - begun >= busyTimeoutMs) {
        return found('busy', operation, `another process held ${path} for ${busyTimeoutMs} ms. Try again.`)
      }
      await wait(lockRetryMs(Math.random()), undefined, { signal: attempt.signal }).catch(() => undefined)
    }
  }

  #notOpen(operation: EventStoreFailed['operation']): EventStoreFailed {
    return found('closed', operation, `${this.config.path} is not open.`)
  }
}

async function* once<Item>(item: Item): AsyncGenerator<Item, undefined, undefined> {
  yield item
}
