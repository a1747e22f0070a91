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
import { GroupCommit } from '../../binding/group-commit.ts'
import { runtime } from '../../node/runtime.ts'
import type { File } from '../connection/file.ts'
import { FileTransactor } from '../connection/transaction.ts'
import { Turns } from '../connection/turns.ts'
import { examineInThread } from '../examination/examine-in-thread.ts'
import { failures } from '../failure.ts'
import { firstVersion } from '../first-version.ts'
import { type AppendAnswer, Appender } from './append.ts'
import { grants, limits, SqliteStoreConfig } from './config.ts'
import { Reader } from './read.ts'
import { eventPart, openFile } from './schema.ts'

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
  readonly #turns: Turns
  #open: Open | undefined

  /** Checks the config and does nothing else. Throws a `TypeError` that names the invalid field. */
  constructor({ config }: { readonly config: SqliteStoreConfig }) {
    const checked = check(SqliteStoreConfig, config)
    if (!checked.fits) throw new TypeError(`SqliteStoreConfig: ${checked.says}.`)
    this.config = checked.value
    this.#turns = new Turns(checked.value)
    this.grants = grants(checked.value)
    this.limits = limits(checked.value)
    Object.freeze(this)
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | EventStoreFailed> {
    const look = () => openFile(this.config, ifAbsent, (file) => this.#use(file))
    const opened = await this.#turns.open(attempt, look)
    if (opened.kind === 'failed') return opened
    this.#open = opened
    return { kind: 'ready' }
  }

  #use(file: File): Open {
    const rules = { ...ROOM, patienceMs: this.config.busyTimeoutMs }
    const appends = new GroupCommit(new FileTransactor(file, new Appender(file, this.config)), rules, runtime)
    return { kind: 'open', file, reader: Reader.of(file), appends }
  }

  execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    const open = this.#open
    if (open === undefined) return Promise.resolve(this.#turns.notOpen(intent.kind))
    if (intent.kind !== 'append') return this.#read(open, intent, attempt)
    if (this.config.access === 'read_write') return open.appends.add(intent, attempt)
    return Promise.resolve(this.#turns.readOnly('append'))
  }

  follow(intent: EventSubscription, attempt: Attempt): EventItems {
    const open = this.#open
    if (open === undefined) return this.#turns.itemsOfNotOpen(intent.kind)
    const readAll = (page: ReadAll): Promise<ReturnType<Reader['readAll']>> =>
      this.#turns.read(open.file, 'subscribe', attempt, () => open.reader.readAll(page, 'subscribe'))
    return follow(intent, readAll, open.file.growth, attempt.signal)
  }

  examine(attempt: Attempt): Promise<Examined | EventStoreFailed> {
    const examinee = { settings: this.config, part: eventPart(this.config), first: firstVersion }
    // Turns of their own, which are never closed: a store can be examined even after it was closed.
    return new Turns(this.config).patiently('open', attempt, () => examineInThread(examinee, attempt.signal))
  }

  async close(): Promise<Closed | EventStoreFailed> {
    const open = this.#open
    this.#open = undefined
    this.#turns.close()
    await open?.appends.close(this.#turns.notOpen('append'))
    return this.#turns.closeFile(open?.file)
  }

  #read({ file, reader }: Open, intent: Reading, attempt: Attempt): Promise<EventOutcome> {
    return this.#turns.read(file, intent.kind, attempt, () => {
      switch (intent.kind) {
        case 'read':
          return reader.read(intent)
        case 'read_all':
          return reader.readAll(intent, intent.kind)
        case 'streams':
          return reader.list(intent)
        default:
          return intent satisfies never
      }
    })
  }
}
