import { randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { Bench, Elsewhere, Lab, Opening, Unopened } from '../../../domain/conformance/context.ts'
import { Broken, BrokenLaw, text, Unproved } from '../../../domain/conformance/expect.ts'
import type { Fault, Place, Prepared } from '../../../domain/conformance/fault.ts'
import { witnessed } from '../../../domain/conformance/checked-store.ts'
import type { Json } from '../../../domain/event/json.ts'
import { EventStore, type EventStore as Store, type EventStoreCapability } from '../../../domain/event/store.ts'
import type { Binding } from '../../binding/binding.ts'
import type { Policy } from '../../binding/policy.ts'
import type { TracedCall } from '../../binding/trace.ts'
import { newId } from '../../node/id.ts'
import { type Errand, Process } from '../process/child-process.ts'
import { openIn } from '../process/handles.ts'
import type { Rig } from '../rig.ts'
import { now, until, within } from '../time.ts'
import { traced } from '../process/traced.ts'

/** How much of what is hostile is done. */
export type Effort = 'short' | 'full'

/** The most milliseconds that a case waits for a condition, or for a place to be put in order. */
const PATIENCE_MS = 60_000

/** The most milliseconds that closing may take when a case is over. */
const CLOSE_MS = 20_000

/** The most milliseconds of a case. It is there for what never ends, and far longer than anything else takes. */
const CASE_MS = 15 * 60_000

/** One case's bench: a place, the bindings on it, the processes and faults that it asked for, and what was seen of them. */
export class Workbench implements Bench {
  readonly grants: Grants<EventStoreCapability>
  readonly limits: Limits<EventStoreCapability>
  readonly failures: readonly string[]
  readonly lab: Lab
  /** Cases take turns, whatever runs them: a fault may be one of the whole process. */
  static #turn: Promise<void> = Promise.resolve()
  readonly #rig: Rig
  readonly #place: Place
  readonly #policy: Policy
  readonly #effort: Effort
  readonly #bindings = new Set<Binding<EventStoreCapability>>()
  /** Where bindings were made: the case's own place first. */
  readonly #places: Place[]
  readonly #processes = new Set<Process>()
  readonly #prepared: Prepared[] = []
  readonly #breaches: string[] = []
  readonly #attempts = new Map<unknown, number>()
  readonly #watched = new WeakMap<Store, Store>()
  #leak: Broken | undefined
  #current: { readonly binding: Binding<EventStoreCapability>; readonly store: Store } | undefined

  private constructor(rig: Rig, place: Place, policy: Policy, effort: Effort) {
    const sample = rig.binding(place, policy)
    this.#rig = rig
    this.#place = place
    this.#places = [place]
    this.#policy = policy
    this.#effort = effort
    // A binding says its promises as records of text; of an event store they are these.
    this.grants = sample.grants as Grants<EventStoreCapability>
    this.limits = sample.limits as Limits<EventStoreCapability>
    this.failures = sample.failures
    this.lab = {
      faults: rig.faults,
      prepare: (fault) => this.#prepare(fault),
      traced: (task, input) => this.#traced(task, input),
    }
  }

  /** Makes a fresh place, opens a store on it, lets a case do its work, and clears everything away. Rejects as the work does, or with the first breach of totality. */
  static use(rig: Rig, policy: Policy, effort: Effort, work: (bench: Bench) => Promise<void>): Promise<void> {
    const use = Workbench.#turn.then(() => Workbench.#use(rig, policy, effort, work))
    Workbench.#turn = use.catch(() => undefined)
    return use
  }

  static async #use(rig: Rig, policy: Policy, effort: Effort, work: (bench: Bench) => Promise<void>): Promise<void> {
    // The system tells of open files by their real paths.
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-lab-')))
    try {
      await new Workbench(rig, placeIn(folder), policy, effort).#work(work)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async #work(work: (bench: Bench) => Promise<void>): Promise<void> {
    const listen = this.#listen()
    try {
      await this.#open()
      if ((await within(work(this), CASE_MS)) === 'late')
        throw new BrokenLaw(`the case did not come to an end in ${CASE_MS / 60_000} minutes`, 'total')
    } catch (error) {
      // What is not as declared explains what a case finds wrong with it.
      throw this.#breach() ?? error
    } finally {
      listen.stop()
      await this.#clear()
    }
    const breach = this.#breach() ?? this.#leak
    if (breach !== undefined) throw breach
  }

  readonly id = newId
  readonly now = now

  get store(): Store {
    if (this.#current === undefined) throw new Broken('the case used its store while it was closed')
    return this.#current.store
  }

  rounds(short: number, full: number): number {
    return this.#effort === 'short' ? short : full
  }

  async reopen(): Promise<Store> {
    await this.close()
    return this.#open()
  }

  another(): Unopened {
    return this.#unopened(this.#place)
  }

  async unused(): Promise<() => Unopened> {
    const place = placeIn(join(this.#place.folder, `unused-${this.#places.length}`))
    this.#places.push(place)
    await mkdir(place.folder)
    return () => this.#unopened(place)
  }

  #unopened(place: Place): Unopened {
    const binding = this.#bind(place)
    const opening = async (answer: ReturnType<typeof binding.open>): Promise<Opening> => {
      const opened = await this.#inTime('open', answer)
      return opened.kind === 'opened' ? { ...opened, store: this.#watch(opened.store) } : opened
    }
    return {
      open: () => opening(binding.open()),
      openExisting: () => opening(binding.openExisting()),
      close: () => this.#inTime('close', binding.close()),
      [Symbol.asyncDispose]: () => binding[Symbol.asyncDispose](),
    }
  }

  attempts(fields: object): number {
    const attempts = this.#attempts.get(fields)
    if (attempts === undefined) throw new Broken('a call was not traced: its binding publishes nothing about it')
    return attempts
  }

  async until(says: string, condition: () => Promise<boolean>): Promise<void> {
    if ((await until(condition, PATIENCE_MS)) === 'late') throw new Broken(`it never came to be that ${says}`)
  }

  elsewhere(task: string, input: Json): Elsewhere {
    return this.#process(task, input, [])
  }

  #process(task: string, input: Json, under: readonly string[]): Process {
    const errand: Errand = { rig: this.#rig.url, place: this.#place, policy: this.#policy, task, input }
    const started = Process.start(errand, under, (says) => this.#breaches.push(`in another process, ${says}`))
    this.#processes.add(started)
    return started
  }

  #traced(task: string, input: Json): ReturnType<Lab['traced']> {
    return traced(this.#place.folder, (under) => this.#process(task, input, under))
  }

  async #prepare(fault: Fault): Promise<Prepared> {
    await this.close()
    const prepared = await fault.prepare(this.#place)
    if (prepared.kind === 'unavailable') {
      await this.#open()
      throw new Unproved(`${fault.name}: ${prepared.says}`)
    }
    this.#prepared.push(prepared)
    await this.#open()
    return prepared
  }

  async #open(): Promise<Store> {
    const binding = this.#bind(this.#place)
    const opened = await this.#inTime('open', binding.open())
    if (opened.kind !== 'opened') throw new Broken(`the store did not open: ${text(opened)}`)
    const store = this.#watch(opened.store)
    this.#current = { binding, store }
    return store
  }

  async close(): Promise<void> {
    const current = this.#current
    this.#current = undefined
    if (current === undefined) return
    const closed = await this.#inTime('close', current.binding.close())
    if (closed.kind !== 'closed') throw new Broken(`the store did not close: ${text(closed)}`)
  }

  #bind(place: Place): Binding<EventStoreCapability> {
    const binding = this.#rig.binding(place, this.#policy)
    this.#bindings.add(binding)
    return binding
  }

  /** The same store is watched by the same one, so that a case can tell whether two are one. */
  #watch(store: Store): Store {
    const { deadlineMs } = this.#policy
    const breach = (says: string): void => void this.#breaches.push(says)
    const watched =
      this.#watched.get(store) ?? witnessed(store, { failures: this.failures, deadlineMs, breach, within })
    this.#watched.set(store, watched)
    return watched
  }

  async #inTime<Answer>(what: string, promise: Promise<Answer>): Promise<Answer> {
    const answer = await within(promise, this.#policy.deadlineMs + PATIENCE_MS)
    if (answer === 'late') throw new BrokenLaw(`${what} was never answered`, 'total')
    return answer
  }

  #breach(): Broken | undefined {
    const [first] = this.#breaches
    if (first === undefined) return undefined
    const more = this.#breaches.length - 1
    return new BrokenLaw(more === 0 ? first : `${first} (and ${more} more)`, 'total')
  }

  #listen(): { stop(): void } {
    const hear = (message: unknown): void => {
      // Only bindings publish on these channels, and this is what they publish.
      const { fields, attempts } = message as TracedCall
      this.#attempts.set(fields, attempts)
    }
    const channels = Object.keys(EventStore.operations).map((name) => `tenon:${name}`)
    for (const channel of channels) subscribe(channel, hear)
    return {
      stop: () => {
        for (const channel of channels) unsubscribe(channel, hear)
      },
    }
  }

  /** Clears away what the case left: processes first, then bindings, then faults, whatever came of the others. */
  async #clear(): Promise<void> {
    try {
      await this.#closeAll()
    } finally {
      await this.#endAll()
      for (const place of this.#places) await this.#rig.clear?.(place)
    }
  }

  async #closeAll(): Promise<void> {
    await Promise.allSettled([...this.#processes].map((started) => started.kill()))
    const answers = await Promise.all([...this.#bindings].map((binding) => within(binding.close(), CLOSE_MS)))
    for (const closed of answers) {
      if (closed === 'late') this.#leak ??= new BrokenLaw('after the case, close was never answered', 'total')
      else if (closed.kind !== 'closed')
        this.#leak ??= new BrokenLaw(`after the case, a store did not close: ${text(closed)}`, 'closing')
    }
    const open = await openIn(this.#place.folder)
    if (open.length > 0)
      this.#leak ??= new BrokenLaw(`after all was closed, these files are open still: ${open.join(', ')}`, 'closing')
  }

  /** Ends the faults, the last one first. */
  async #endAll(): Promise<void> {
    const ends: Promise<void>[] = []
    for (const prepared of this.#prepared.toReversed()) {
      ends.push(prepared.end())
      // One after the other, and each even where the one before could not.
      await Promise.allSettled(ends)
    }
    await Promise.all(ends)
  }
}

/** A place that nobody has used before, by a name of its own. */
const placeIn = (folder: string): Place => ({ folder, name: `t${randomBytes(8).toString('hex')}` })
