import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { gives, leastNeed, once } from '../../semantics/stores.ts'
import { look, type LookTask, type ProjectTask, runProjection } from '../read-model/laws/tasks.ts'
import { type PutTask, putAll } from './put-all.ts'
import { worstDelay } from './ticking.ts'

/** The task of another process. */
export type Task =
  /** Holds the lock of a file: for writing, or for everything. */
  | { readonly kind: 'hold'; readonly path: string; readonly from: 'writers' | 'everybody' }
  /** Opens as this user and appends once. Prints both outcomes. */
  | { readonly kind: 'try'; readonly config: SqliteStoreConfig; readonly uid: number }
  /** Makes this many appends of one event each. */
  | {
      readonly kind: 'append'
      readonly config: SqliteStoreConfig
      readonly stream: string
      readonly expected: 'any' | 'exact'
      readonly appends: number
      readonly inFlight: number
    }
  /** Makes appends of one event until a time is over. Prints how many succeeded. */
  | {
      readonly kind: 'contend'
      readonly config: SqliteStoreConfig
      readonly stream: string
      readonly ms: number
      readonly inFlight: number
    }
  /** Opens a relative path in one folder, changes to another folder, and goes on. Prints each outcome. */
  | { readonly kind: 'move'; readonly config: SqliteStoreConfig; readonly from: string; readonly to: string }
  /** Appends larger and larger data until three appends have failed. */
  | { readonly kind: 'outgrow'; readonly config: SqliteStoreConfig }
  | PutTask
  | ProjectTask
  | LookTask

const say = (message: unknown): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const one = (data: object) => [{ id: randomUUID(), type: 'Happened', data, metadata: {} }]

const openStore = async (config: SqliteStoreConfig): Promise<EventStore> =>
  gives(await bind(leastNeed, new SqliteEventExecutor({ config }), once).open(), 'opened').store

const run = async (task: Task): Promise<void> => {
  switch (task.kind) {
    case 'hold': {
      const db = new DatabaseSync(task.path, { timeout: 5_000 })
      if (task.from === 'everybody') db.exec('PRAGMA locking_mode = EXCLUSIVE')
      db.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS held (it)')
      say('held')
      await lines.next()
      db.exec('ROLLBACK')
      db.close()
      return say('released')
    }
    case 'try': {
      process.setgid?.(task.uid)
      process.setuid?.(task.uid)
      const opened = await bind(leastNeed, new SqliteEventExecutor({ config: task.config }), once).open()
      if (opened.kind !== 'opened') return say(opened)
      return say(await opened.store.append({ stream: 'a-1', expectedRevision: 'any', events: one({}) }))
    }
    case 'append':
      return appendAll(task)
    case 'contend':
      return contend(task)
    case 'move': {
      process.chdir(task.from)
      const store = await openStore(task.config)
      const append = () => store.append({ stream: 'a-1', expectedRevision: 'any', events: one({}) })
      say(await append())
      process.chdir(task.to)
      // Long enough that the store looks at the log too, and not only at the file.
      for (const begun = performance.now(); performance.now() - begun < 100;) gives(await append(), 'appended')
      say(await append())
      say(await store.read({ stream: 'a-1', from: 'end', direction: 'backward', limit: 1 }))
      return
    }
    case 'outgrow': {
      const store = await openStore(task.config)
      for (let failed = 0, i = 0; failed < 3; i += 1) {
        const events = one({ i, text: 'x'.repeat(100_000) })
        const outcome = await store.append({ stream: `a-${i}`, expectedRevision: 'no_stream', events })
        if (outcome.kind === 'failed') failed += 1
        say(outcome)
      }
      return
    }
    case 'put':
      return putAll(task, say, () => lines.next())
    case 'project':
      return runProjection(task, say, () => lines.next())
    case 'look':
      return look(task, say, () => lines.next())
    default:
      return task satisfies never
  }
}

const appendAll = async ({ config, stream, expected, appends, inFlight }: Task & { kind: 'append' }): Promise<void> => {
  const store = await openStore(config)
  say('ready')
  await lines.next()
  const begun = performance.now()
  let left = appends
  let longestMs = 0
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const asked = performance.now()
      const events = one({ by: process.pid })
      for (let stored = false; !stored;) {
        const expectedRevision = expected === 'any' ? 'any' : await headOf(store, stream)
        stored = (await store.append({ stream, expectedRevision, events })).kind === 'appended'
      }
      longestMs = Math.max(longestMs, performance.now() - asked)
    }
  }
  const delay = await worstDelay(Promise.all(Array.from({ length: inFlight }, lane)))
  say({ ms: performance.now() - begun, worstDelayMs: delay, longestMs })
}

const contend = async ({ config, stream, ms, inFlight }: Task & { kind: 'contend' }): Promise<void> => {
  const store = await openStore(config)
  say('ready')
  await lines.next()
  const end = performance.now() + ms
  let appends = 0
  let longestMs = 0
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now()
      gives(await store.append({ stream, expectedRevision: 'any', events: one({ by: process.pid }) }), 'appended')
      longestMs = Math.max(longestMs, performance.now() - asked)
      appends += 1
    }
  }
  const worstDelayMs = await worstDelay(Promise.all(Array.from({ length: inFlight }, lane)))
  say({ appends, worstDelayMs, longestMs })
}

const headOf = async (store: EventStore, stream: string): Promise<number | 'no_stream'> => {
  const page = await store.read({ stream, from: 'end', direction: 'backward', limit: 1 })
  return page.kind === 'page' ? page.head : 'no_stream'
}

await run(JSON.parse(process.argv[2] ?? 'null'))
process.exit()
