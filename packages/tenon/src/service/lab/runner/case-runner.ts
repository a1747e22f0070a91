import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Capability } from '../../../domain/capability/capability.ts'
import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { Store } from '../../../domain/capability/outcome.ts'
import { checkedStore } from '../../../domain/conformance/checked-store.ts'
import type { CaseContext, Lab, Opening, OtherProcess, Unopened } from '../../../domain/conformance/context.ts'
import { Broken, BrokenLaw, text, Unproved } from '../../../domain/conformance/expect.ts'
import type { Fault, Place, Prepared } from '../../../domain/conformance/fault.ts'
import type { Json } from '../../../domain/data/json.ts'
import type { Binding } from '../../binding/binding.ts'
import type { Policy } from '../../binding/policy.ts'
import { newId } from '../../node/id.ts'
import { type Assignment, TaskProcess } from '../process/child-process.ts'
import { openIn } from '../process/handles.ts'
import { traced } from '../process/traced.ts'
import type { Rig } from '../rig.ts'
import { now, until, within } from '../time.ts'
import { Attempts } from './attempts.ts'

/** How much of the hostile work is done. */
export type Effort = 'short' | 'full'

/** The most milliseconds that a case waits for a condition, or for a store to open or close. */
const PATIENCE_MS = 60_000

/** The most milliseconds that closing a binding may take when a case is over. */
const CLOSE_MS = 20_000

/**
 * The most milliseconds that a case may take. It only ends cases that hang, and is far longer than any other case
 * needs.
 */
const CASE_MS = 15 * 60_000

/** Runs one case: gives it a place, and keeps the bindings, processes and faults that the case uses there. */
export class CaseRunner<C extends Capability> implements CaseContext<C> {
  readonly grants: Grants<C>
  readonly limits: Limits<C>
  readonly failures: readonly string[]
  readonly lab: Lab
  readonly place: Place
  /** Cases run one after the other in the whole process, because a fault may concern the whole process. */
  static #turn: Promise<void> = Promise.resolve()
  readonly #rig: Rig<C>
  readonly #policy: Policy
  readonly #effort: Effort
  readonly #bindings = new Set<Binding<C>>()
  /** Where bindings were made. The case's own place is the first. */
  readonly #places: Place[]
  readonly #processes = new Set<TaskProcess>()
  readonly #prepared: Prepared[] = []
  readonly #breaches: string[] = []
  readonly #attempts: Attempts
  readonly #checked = new WeakMap<Store<C>, Store<C>>()
  #leak: Broken | undefined
  #current: { readonly binding: Binding<C>; readonly store: Store<C> } | undefined

  private constructor(rig: Rig<C>, place: Place, policy: Policy, effort: Effort) {
    const sample = rig.binding(place, policy)
    this.#rig = rig
    this.place = place
    this.#places = [place]
    this.#policy = policy
    this.#effort = effort
    this.#attempts = new Attempts(rig.specification.capability)
    // A binding states its promises as records of text and numbers. For its capability they are these.
    this.grants = sample.grants as Grants<C>
    this.limits = sample.limits as Limits<C>
    this.failures = sample.failures
    this.lab = {
      faults: rig.faults,
      prepare: (fault) => this.#prepare(fault),
      traced: (task, input) => this.#traced(task, input),
    }
  }

  /**
   * Makes a fresh place, opens a store on it, runs the work of a case, and clears everything away. Rejects with the
   * first breach of the law `total`, or else as the work does.
   */
  static run<C extends Capability>(
    rig: Rig<C>,
    policy: Policy,
    effort: Effort,
    work: (context: CaseContext<C>) => Promise<void>,
  ): Promise<void> {
    const run = CaseRunner.#turn.then(() => CaseRunner.#run(rig, policy, effort, work))
    CaseRunner.#turn = run.catch(() => undefined)
    return run
  }

  static async #run<C extends Capability>(
    rig: Rig<C>,
    policy: Policy,
    effort: Effort,
    work: (context: CaseContext<C>) => Promise<void>,
  ): Promise<void> {
    // The system lists open files by their real paths.
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-lab-')))
    try {
      await new CaseRunner(rig, placeIn(folder), policy, effort).#work(work)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async #work(work: (context: CaseContext<C>) => Promise<void>): Promise<void> {
    this.#attempts.start()
    try {
      await this.#open()
      if ((await within(work(this), CASE_MS)) === 'late')
        throw new BrokenLaw(`the case did not end within ${CASE_MS / 60_000} minutes`, 'total')
    } catch (error) {
      // An answer that is not as declared explains what the case found.
      throw this.#breach() ?? error
    } finally {
      this.#attempts.stop()
      await this.#clear()
    }
    const breach = this.#breach() ?? this.#leak
    if (breach !== undefined) throw breach
  }

  readonly id = newId
  readonly now = now

  get store(): Store<C> {
    if (this.#current === undefined) throw new Broken('the case used its store while it was closed')
    return this.#current.store
  }

  rounds(short: number, full: number): number {
    return this.#effort === 'short' ? short : full
  }

  async reopen(): Promise<Store<C>> {
    await this.close()
    return this.#open()
  }

  another(): Unopened<C> {
    return this.#unopened(this.place)
  }

  async unused(): Promise<() => Unopened<C>> {
    const place = placeIn(join(this.place.folder, `unused-${this.#places.length}`))
    this.#places.push(place)
    await mkdir(place.folder)
    return () => this.#unopened(place)
  }

  #unopened(place: Place): Unopened<C> {
    const binding = this.#bind(place)
    const opening = async (answer: ReturnType<typeof binding.open>): Promise<Opening<C>> => {
      const opened = await this.#inTime('open', answer)
      return opened.kind === 'opened' ? { ...opened, store: this.#check(opened.store) } : opened
    }
    return {
      open: () => opening(binding.open()),
      openExisting: () => opening(binding.openExisting()),
      close: () => this.#inTime('close', binding.close()),
      [Symbol.asyncDispose]: () => binding[Symbol.asyncDispose](),
    }
  }

  attempts(fields: object): number {
    const attempts = this.#attempts.of(fields)
    if (attempts === undefined) throw new Broken('a call was not traced: its binding publishes nothing about it')
    return attempts
  }

  async until(says: string, condition: () => Promise<boolean>): Promise<void> {
    if ((await until(condition, PATIENCE_MS)) === 'late')
      throw new Broken(`within ${PATIENCE_MS / 1_000} seconds it did not come about that ${says}`)
  }

  otherProcess(task: string, input: Json): OtherProcess {
    return this.#process(task, input, [])
  }

  #process(task: string, input: Json, under: readonly string[]): TaskProcess {
    const assignment: Assignment = { rig: this.#rig.url, place: this.place, policy: this.#policy, task, input }
    const started = TaskProcess.start(assignment, under, (says) => this.#breaches.push(`in another process, ${says}`))
    this.#processes.add(started)
    return started
  }

  #traced(task: string, input: Json): ReturnType<Lab['traced']> {
    return traced(this.place.folder, (under) => this.#process(task, input, under))
  }

  async #prepare(fault: Fault): Promise<Prepared> {
    await this.close()
    const prepared = await fault.prepare(this.place)
    if (prepared.kind === 'unavailable') {
      await this.#open()
      throw new Unproved(`${fault.name}: ${prepared.says}`)
    }
    this.#prepared.push(prepared)
    await this.#open()
    return prepared
  }

  async #open(): Promise<Store<C>> {
    const binding = this.#bind(this.place)
    const opened = await this.#inTime('open', binding.open())
    if (opened.kind !== 'opened') throw new Broken(`the store did not open: ${text(opened)}`)
    const store = this.#check(opened.store)
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

  #bind(place: Place): Binding<C> {
    const binding = this.#rig.binding(place, this.#policy)
    this.#bindings.add(binding)
    return binding
  }

  /** Returns the same checked store for the same store, so that a case can see whether two are one. */
  #check(store: Store<C>): Store<C> {
    const { deadlineMs } = this.#policy
    const breach = (says: string): void => void this.#breaches.push(says)
    const by = { failures: this.failures, deadlineMs, breach, within }
    const checked = this.#checked.get(store) ?? checkedStore(this.#rig.specification.capability, store, by)
    this.#checked.set(store, checked)
    return checked
  }

  async #inTime<Answer>(what: string, promise: Promise<Answer>): Promise<Answer> {
    const answer = await within(promise, this.#policy.deadlineMs + PATIENCE_MS)
    if (answer === 'late') throw new BrokenLaw(`${what} never answered`, 'total')
    return answer
  }

  #breach(): Broken | undefined {
    const [first] = this.#breaches
    if (first === undefined) return undefined
    const more = this.#breaches.length - 1
    return new BrokenLaw(more === 0 ? first : `${first} (and ${more} more)`, 'total')
  }

  /**
   * Clears away what the case left: first processes, then bindings, then faults. A failure of one does not keep the
   * others from being cleared.
   */
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
      if (closed === 'late') this.#leak ??= new BrokenLaw('after the case, close never answered', 'total')
      else if (closed.kind !== 'closed')
        this.#leak ??= new BrokenLaw(`after the case, a store did not close: ${text(closed)}`, 'closing')
    }
    const open = await openIn(this.place.folder)
    if (open.length > 0)
      this.#leak ??= new BrokenLaw(
        `after everything was closed, these files are still open: ${open.join(', ')}`,
        'closing',
      )
  }

  /** Ends the faults, the last one first. */
  async #endAll(): Promise<void> {
    const ends: Promise<void>[] = []
    for (const prepared of this.#prepared.toReversed()) {
      ends.push(prepared.end())
      // Faults end one after the other, even if the one before could not.
      await Promise.allSettled(ends)
    }
    await Promise.all(ends)
  }
}

/** Returns a place with a name that was never used before. */
const placeIn = (folder: string): Place => ({ folder, name: `t${randomBytes(8).toString('hex')}` })
