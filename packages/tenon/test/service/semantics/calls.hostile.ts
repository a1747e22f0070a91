import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { NatsEventExecutor } from 'tenon/nats'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { randomFrom } from '../../../src/domain/conformance/given/random.ts'
import { within } from '../../../src/service/lab/time.ts'
import { connectionTo, streamConfig } from '../nats/configs.ts'
import { nats } from '../nats/servers/binaries.ts'
import { sharedServer } from '../nats/servers/shared.ts'
import { wholeLog } from '../nats/soak/verdict.ts'
import { judged } from './hostile/caller.ts'
import { Held } from './hostile/held.ts'
import { flawsOf, type Offered } from './hostile/ledger.ts'
import { isThawed, type Prepared, preparing } from './hostile/run.ts'
import { event, gives, leastNeed, sqliteConfig } from './stores.ts'
import { untyped } from './untyped.ts'

/** How many calls are made to each store: `TENON_CALLS`, or as many as are promised. */
const CALLS = Number(process.env['TENON_CALLS'] ?? 100_000)
/** After this many calls the test checks whether the store still works. */
const BATCH = 1_000
/** How many calls are made at once: more than the policy allows, so that some wait for a place. */
const AT_ONCE = 24
const CONCURRENCY = 8

const POLICY: Policy = {
  attempts: 3,
  attemptMs: 3_000,
  deadlineMs: 8_000,
  backoffMs: 5,
  maxBackoffMs: 50,
  concurrency: CONCURRENCY,
}

/** A run ends after this many flaws. More do not help. */
const MOST_TOLD = 40

type Executor = MemoryEventExecutor | SqliteEventExecutor | NatsEventExecutor

const onMemory = async (): Promise<Executor> => new MemoryEventExecutor()

const onSqlite = async (folder: string): Promise<Executor> =>
  new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'events.db')) })

const onNats = async (): Promise<Executor> => {
  const { url } = await sharedServer('2.15')
  return new NatsEventExecutor({ config: streamConfig('hostile'), connection: connectionTo([url]) })
}

test(`${CALLS} mutated calls of memory are each answered, and store what they were told`, (t) => attack(t, onMemory))

test(`${CALLS} mutated calls of SQLite are each answered, and store what they were told`, (t) => attack(t, onSqlite))

test(`${CALLS} mutated calls of NATS are each answered, and store what they were told`, nats, (t) => attack(t, onNats))

/** Makes mutated calls to a store. Judges each call, the store after each batch, and its whole log at the end. */
const attack = async (t: TestContext, make: (folder: string) => Promise<Executor>): Promise<void> => {
  const seed = process.env['TENON_SEED'] ?? randomUUID().slice(0, 8)
  // Printed at once, so that a process that dies has printed its seed.
  process.stderr.write(`TENON_SEED=${seed}: ${t.name}\n`)
  const folder = await mkdtemp(join(tmpdir(), 'tenon-hostile-'))
  const executor = new Held(await make(folder))
  const binding = bind(leastNeed, executor, POLICY)
  const heard = new Unheard()
  try {
    const { store } = gives(await binding.open(), 'opened')
    const attacked = new Attack(store, executor, seed)
    for (let done = 0; done < CALLS && attacked.goes && heard.flaws.length === 0; done += BATCH)
      await attacked.batch(Math.min(BATCH, CALLS - done))
    const flaws = [...attacked.flaws, ...heard.flaws, ...flawsOf(attacked.offered, await wholeLog(store))]
    t.diagnostic(JSON.stringify(attacked.counts()))
    // The runner ends a test at the first uncaught error, and shows nothing more of it.
    for (const flaw of flaws.slice(0, MOST_TOLD)) process.stderr.write(`${flaw.slice(0, 500)}\n`)
    assert.equal(flaws.length, 0, `TENON_SEED=${seed}: ${flaws[0]}`)
    assert.equal(
      await within(
        binding.close().then(({ kind }) => kind),
        POLICY.deadlineMs,
      ),
      'closed',
    )
  } finally {
    heard.stop()
    await within(binding.close(), POLICY.deadlineMs)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Collects unhandled rejections and uncaught errors. */
class Unheard {
  readonly flaws: string[] = []
  readonly #hear = (error: unknown): void =>
    void this.flaws.push(`unheard: ${String(Reflect.get(Object(error), 'stack'))}`)

  constructor() {
    process.on('unhandledRejection', this.#hear).on('uncaughtException', this.#hear)
  }

  stop(): void {
    process.off('unhandledRejection', this.#hear).off('uncaughtException', this.#hear)
  }
}

/** Calls to one store, and the flaws of their answers. */
class Attack {
  readonly flaws: string[] = []
  readonly offered: Offered[] = []
  readonly #store: EventStore
  readonly #executor: Held
  readonly #prepare: () => Prepared
  readonly #kinds = new Map<string, number>()
  readonly #stopped: number[] = []
  #calls = 0

  constructor(store: EventStore, executor: Held, seed: string) {
    this.#store = store
    this.#executor = executor
    this.#prepare = preparing(randomFrom(seed), POLICY.deadlineMs)
  }

  /** Whether it is worth going on. */
  get goes(): boolean {
    return this.flaws.length < MOST_TOLD
  }

  async batch(many: number): Promise<void> {
    const under = new Set<Promise<void>>()
    for (let i = 0; i < many && this.goes; i += 1) {
      const call = this.#make().finally(() => under.delete(call))
      under.add(call)
      if (under.size >= AT_ONCE) await Promise.race(under)
    }
    await Promise.all(under)
    await this.#works()
  }

  counts(): object {
    const sorted = this.#stopped.toSorted((a, b) => a - b)
    const at = (part: number): number => Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10
    return {
      calls: this.#calls,
      ...Object.fromEntries(this.#kinds),
      loopStoppedMs: { p50: at(0.5), p99: at(0.99), most: at(1) },
    }
  }

  async #make(): Promise<void> {
    const call = (this.#calls += 1)
    const made = this.#prepare()
    const { outcome, flaws } = await judged(untyped(this.#store), made, (ms) => this.#stopped.push(ms))
    const kind = outcome.kind === 'failed' ? String(outcome['failure']) : outcome.kind
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    for (const flaw of flaws) this.flaws.push(`call ${call} of ${made.operation}: ${flaw}`)
    if (outcome.kind === 'failed' && !made.thawed.every(isThawed))
      this.flaws.push(
        `call ${call} of ${made.operation} was refused, and froze what it was handed: ${String(outcome['says'])}`,
      )
    if (made.operation === 'append') this.offered.push({ call, ids: made.ids, held: made.held, outcome })
  }

  /**
   * Checks that as many calls as allowed are with the executor at once, and that each stores an event that can be read
   * back.
   */
  async #works(): Promise<void> {
    this.#executor.gather(CONCURRENCY)
    const appends = Array.from({ length: CONCURRENCY }, async () => {
      const call = (this.#calls += 1)
      const made = event({ after: call })
      const stream = `works-${call}`
      const outcome = await this.#store.append({ stream, expectedRevision: 'no_stream', events: [made] })
      const held = { stream, events: [{ ...made, data: JSON.stringify(made.data), metadata: '{}' }] }
      this.offered.push({ call, ids: [made.id], held, outcome: { ...outcome } })
      if (outcome.kind !== 'appended') return `after call ${call} an append is not stored: ${JSON.stringify(outcome)}`
      const page = await this.#store.read({ stream, from: 'start', direction: 'forward', limit: 1 })
      return page.kind === 'page' && page.events[0]?.id === made.id
        ? ''
        : `after call ${call} a read gives ${JSON.stringify(page)}`
    })
    for (const flaw of await Promise.all(appends)) if (flaw !== '') this.flaws.push(flaw)
  }
}
