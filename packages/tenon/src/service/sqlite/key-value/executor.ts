import { check } from '../../../domain/capability/schema.ts'
import type { KeyValueFailed } from '../../../domain/key-value/failure.ts'
import {
  KeyValue,
  type KeyValueCapability,
  type KeyValueFailure,
  type KeyValueIntent,
  type KeyValueOutcome,
  type KeyWatch,
  type WatchItems,
} from '../../../domain/key-value/store.ts'
import { type ReadChanges, watchChanges } from '../../../domain/key-value/watch.ts'
import type { Attempt, Closed, Examined, Examining, Executor, IfAbsent, Ready } from '../../binding/executor.ts'
import { GroupCommit } from '../../binding/group-commit.ts'
import { runtime } from '../../node/runtime.ts'
import type { File } from '../connection/file.ts'
import { FileTransactor } from '../connection/transaction.ts'
import { Turns } from '../connection/turns.ts'
import { examineInThread } from '../examination/examine-in-thread.ts'
import { failures as common, ofOperation } from '../failure.ts'
import { firstVersion } from '../first-version.ts'
import { grants, limits, SqliteKeyValueConfig } from './config.ts'
import { EntryReader } from './read.ts'
import { keyValuePart, openEntries } from './schema.ts'
import { Sweeper } from './sweeper.ts'
import { EntryWriter, type Write, type WriteAnswer } from './write.ts'

/** An open file with its reader, its writer and its sweeper. */
interface Open {
  readonly kind: 'open'
  readonly file: File
  readonly reader: EntryReader
  /** Waiting writes share one transaction. */
  readonly writes: GroupCommit<Write, WriteAnswer>
  readonly sweeper: Sweeper
}

/**
 * The most that one transaction takes, because a commit blocks the event loop for a time that grows with the number of
 * rows.
 */
const ROOM = Object.freeze({ mostWorks: 256, mostWeight: 1024 * 1024 })

/** The failures that this executor can give. */
const failures = Object.freeze([...common, 'forgotten'] as const satisfies KeyValueFailure[])

/** Keeps values in one SQLite file, in this process. Several processes may share the file. */
export class SqliteKeyValueExecutor
  implements Executor<KeyValueCapability, ReturnType<typeof grants>>, Examining<KeyValueCapability>
{
  readonly capability: KeyValueCapability = KeyValue
  readonly technology = Object.freeze({ name: 'sqlite', packages: Object.freeze(['node:sqlite']) })
  readonly grants: ReturnType<typeof grants>
  readonly limits: ReturnType<typeof limits>
  readonly failures = failures
  readonly config: SqliteKeyValueConfig
  readonly #turns: Turns
  #open: Open | undefined

  /** Checks the config and does nothing else. Throws a `TypeError` that names the invalid field. */
  constructor({ config }: { readonly config: SqliteKeyValueConfig }) {
    const checked = check(SqliteKeyValueConfig, config)
    if (!checked.fits) throw new TypeError(`SqliteKeyValueConfig: ${checked.says}.`)
    this.config = checked.value
    this.grants = grants(checked.value)
    this.limits = limits(checked.value)
    this.#turns = new Turns(checked.value)
    Object.freeze(this)
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | KeyValueFailed> {
    const look = () => openEntries(this.config, ifAbsent, (file) => this.#use(file))
    const opened = await this.#turns.open(attempt, look)
    if (opened.kind === 'failed') return opened
    this.#open = opened
    if (this.config.access === 'read_write') opened.sweeper.start()
    return { kind: 'ready' }
  }

  #use(file: File): Open {
    const rules = { ...ROOM, patienceMs: this.config.busyTimeoutMs }
    const writes = new GroupCommit(new FileTransactor(file, new EntryWriter(file, this.config)), rules, runtime)
    const sweep = () => writes.add({ kind: 'sweep' }, SWEEPING)
    return {
      kind: 'open',
      file,
      reader: EntryReader.of(file),
      writes,
      sweeper: Sweeper.of(file.db, this.config, sweep, runtime),
    }
  }

  execute(intent: KeyValueIntent, attempt: Attempt): Promise<KeyValueOutcome> {
    const open = this.#open
    if (open === undefined) return Promise.resolve(this.#turns.notOpen(intent.kind))
    switch (intent.kind) {
      case 'get':
        return this.#turns.read(open.file, intent.kind, attempt, () => open.reader.get(intent))
      case 'keys':
        return this.#turns.read(open.file, intent.kind, attempt, () => open.reader.keys(intent))
      case 'put':
      case 'remove':
        return this.#write(open, intent, attempt)
      default:
        return intent satisfies never
    }
  }

  follow(intent: KeyWatch, attempt: Attempt): WatchItems {
    const open = this.#open
    if (open === undefined) return this.#turns.itemsOfNotOpen(intent.kind)
    const read = async (page: ReadChanges) => {
      if (this.config.access === 'read_write') await open.sweeper.settle()
      return this.#turns.read(open.file, intent.kind, attempt, () => open.reader.changes(page))
    }
    return watchChanges(intent, read, open.file.growth, attempt.signal)
  }

  examine(attempt: Attempt): Promise<Examined | KeyValueFailed> {
    const examinee = { settings: this.config, part: keyValuePart(this.config), first: firstVersion }
    // Turns of their own, which are never closed: a store can be examined even after it was closed.
    return new Turns(this.config).patiently('open', attempt, () => examineInThread(examinee, attempt.signal))
  }

  async close(): Promise<Closed | KeyValueFailed> {
    const open = this.#open
    this.#open = undefined
    this.#turns.close()
    open?.sweeper.stop()
    await open?.writes.close(this.#turns.notOpen('put'))
    return this.#turns.closeFile(open?.file)
  }

  async #write(open: Open, write: Exclude<Write, { kind: 'sweep' }>, attempt: Attempt): Promise<KeyValueOutcome> {
    if (this.config.access === 'read_only') return this.#turns.readOnly(write.kind)
    const answer = await open.writes.add(write, attempt)
    if (answer.kind === 'swept') throw new TypeError('A sweep answered a write.')
    // A failed transaction has one failure for all its writes.
    return answer.kind === 'failed' ? ofOperation(answer, write.kind) : answer
  }
}

/** A sweep is never cancelled. */
const SWEEPING: Attempt = Object.freeze({ signal: new AbortController().signal, aborted: false })
