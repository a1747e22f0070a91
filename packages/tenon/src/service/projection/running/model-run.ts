import type { Checkpoint } from '../../../domain/projection/build.ts'
import type { ReadModel, Step } from '../../../domain/projection/read-model.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import type { EventTypes } from '../../../domain/event/types.ts'
import type { Runtime } from '../../binding/runtime.ts'
import { progressOf } from '../progress.ts'
import type { ProjectionEnd, ProjectionState, ProjectSettings } from '../run.ts'
import { type AnyFailed, asked } from './asked.ts'
import { BuildPosition } from './build-position.ts'
import { BuildFinder, type NoBuild } from './build-finder.ts'
import { ends } from './ends.ts'
import { otherEventAt, withLast } from './history.ts'
import { passesByItself, Patience } from './patience.ts'
import type { NoPage, Scan } from './scan.ts'
import { take } from './take.ts'

/** What comes after a turn of a run: the next turn, at once or after a wait, or the end. */
type Next = { readonly kind: 'turn'; readonly afterMs: number } | { readonly kind: 'end'; readonly end: ProjectionEnd }

/**
 * Runs one read model: chooses a build, takes page after page, and then what comes. Whatever goes wrong and passes has
 * the same answer: wait, look at the builds again, and go on from the checkpoint that is stored.
 */
export class ModelRun {
  readonly #model: ReadModel
  readonly #builds: BuildFinder
  readonly #scan: Scan
  readonly #settings: ProjectSettings
  readonly #runtime: Runtime
  readonly #signal: AbortSignal
  readonly #patience: Patience
  /** Whether the checkpoint is that of the chosen build, and of this log. */
  #ready = false
  readonly #at = new BuildPosition()
  #phase: ProjectionState['phase'] = 'idle'
  #head: ProjectionState['head'] = 'start'
  #events = 0
  /** Where the build is if a commit succeeded whose answer did not arrive, and how that commit failed. */
  #unsure: { readonly to: Checkpoint; readonly failure: AnyFailed } | undefined
  /** When the build was last looked at or moved. */
  #seenAt = 0
  #end: ProjectionEnd | null = null

  constructor(model: ReadModel, scan: Scan, settings: ProjectSettings, runtime: Runtime, signal: AbortSignal) {
    this.#model = model
    this.#builds = new BuildFinder(model, settings.rebuild)
    this.#scan = scan
    this.#settings = settings
    this.#runtime = runtime
    this.#signal = signal
    this.#patience = new Patience(settings, runtime, signal)
  }

  state(): ProjectionState {
    return Object.freeze({
      name: this.#builds.name,
      phase: this.#phase,
      checkpoint: this.#at.checkpoint,
      head: this.#head,
      events: this.#events,
      live: this.#at.live,
      trouble: this.#patience.trouble,
      end: this.#end,
    })
  }

  /** Runs until the end. Never rejects. */
  async run(): Promise<void> {
    this.#phase = 'starting'
    const end = await this.#turns().catch((thrown: unknown) =>
      ends.failed('unclassified', `The run broke: ${messageOf(thrown)}.`),
    )
    const notClosed = await this.#builds.close()
    this.#ended(notClosed === undefined ? end : { ...end, says: `${end.says} ${notClosed.says}` })
  }

  /** Ends a run that has not begun. */
  neverRun(): void {
    this.#ended(ends.stopped)
  }

  #ended(end: ProjectionEnd): void {
    this.#end = end
    this.#phase = 'ended'
    this.#patience.recovered()
  }

  async #turns(): Promise<ProjectionEnd> {
    for (;;) {
      if (this.#signal.aborted) return ends.stopped
      const next = await this.#turn()
      if (next.kind === 'end') return next.end
      if (next.afterMs > 0) await this.#patience.pause(next.afterMs)
    }
  }

  #turn(): Promise<Next> {
    if (!this.#ready) return this.#look()
    if (this.#phase === 'live' && this.#idleMs() <= 0) return this.#lookAgain()
    return this.#takePage()
  }

  /** Finds the build to run, and goes on from its checkpoint if the log is still the one it was made from. */
  async #look(): Promise<Next> {
    const found = await this.#builds.find()
    if (found.kind !== 'build') return this.#noBuild(found)
    const { checkpoint, paused } = found.build
    const unsure = this.#unsure
    this.#unsure = undefined
    if (unsure !== undefined && unsure.to.position !== checkpoint.position)
      return end(ends.failed(unsure.failure.failure, unsure.failure.says))
    this.#at.begin(found.build)
    if (paused) return this.#paused()
    const history = await otherEventAt(checkpoint, this.#scan)
    if (history.kind === 'failed') return this.#wait(history)
    if (history.kind === 'other') return end(ends.anotherHistory(this.#name, history.event, checkpoint))
    this.#ready = true
    this.#phase = 'catching_up'
    return AT_ONCE
  }

  #noBuild(why: NoBuild): Next {
    switch (why.kind) {
      case 'dropped':
        return end(ends.dropped(this.#name))
      case 'defect':
        return end(ends.defect(why.says))
      case 'failed':
        return this.#wait(why)
      default:
        return why satisfies never
    }
  }

  /** A run that is to end when it has caught up does not wait until somebody resumes its build. */
  #paused(): Next {
    if (this.#settings.until === 'caught_up') return end(ends.paused(this.#name))
    this.#phase = 'paused'
    this.#patience.recovered()
    return { kind: 'turn', afterMs: this.#settings.checkMs }
  }

  /** Looks at the build of a run that is live: others may have paused, moved, replaced or dropped it. */
  async #lookAgain(): Promise<Next> {
    const chosen = this.#builds.chosen
    const found = await this.#builds.find()
    if (found.kind !== 'build') return this.#noBuild(found)
    this.#seenAt = this.#runtime.now()
    const { number, checkpoint, live, paused } = found.build
    if (number !== chosen?.number || paused) return this.#anew()
    if (checkpoint.position !== this.#at.checkpoint.position) return this.#takenOver()
    this.#at.isLive(live)
    return this.#at.isBehind(0, this.#seenAt) ? this.#commit(this.#at.read, [], false) : AT_ONCE
  }

  async #takePage(): Promise<Next> {
    const page = await this.#scan.pageAfter(this.#at.read.position)
    if (page.kind !== 'page') return this.#noPage(page)
    this.#head = page.head
    if (!page.caughtUp) this.#phase = 'catching_up'
    const taken = take(page, this.#model.projection, this.#at.read)
    this.#at.readTo(taken.to)
    const swap = this.#at.becomesLive(page, taken)
    if (swap || taken.events.length > 0 || this.#at.isBehind(this.#patienceMs(), this.#runtime.now())) {
      const next = await this.#commit(taken.to, taken.events, swap)
      if (next !== AT_ONCE) return next
    }
    if (!this.#ready) return AT_ONCE
    if (taken.stopsAt !== null) return end(ends.unreadable(taken.stopsAt, this.#name))
    return page.caughtUp ? this.#waitForMore() : AT_ONCE
  }

  /** How long a checkpoint may stay behind what was read while there is nothing to add to the build. */
  #patienceMs(): number {
    return this.#phase === 'live' ? this.#settings.checkMs : 0
  }

  async #commit(to: Checkpoint, events: Step<EventTypes>['events'], swap: boolean): Promise<Next> {
    const build = this.#builds.chosen
    if (build === undefined) return this.#anew()
    const known = await withLast(to, this.#scan)
    if (known.kind === 'failed') return this.#wait(known)
    const step = { build, from: this.#at.checkpoint, to: known.to, events, swap }
    const committed = await asked('commit', () => this.#model.commit(step))
    switch (committed.kind) {
      case 'committed':
        this.#moved(step, committed.live)
        return AT_ONCE
      case 'taken_over':
        return this.#takenOver()
      case 'paused':
        return this.#anew()
      case 'dropped':
        return end(ends.dropped(this.#name))
      case 'defect':
        return end(ends.defect(committed.says))
      case 'failed':
        return this.#notCommitted(committed, step)
      default:
        return committed satisfies never
    }
  }

  #moved(step: Step<EventTypes>, live: boolean): void {
    this.#seenAt = this.#runtime.now()
    // Where another build has become the live one, this run may have to go over to it.
    if (this.#at.moved(step, live, this.#seenAt)) this.#ready = false
    this.#events += step.events.length
    this.#patience.recovered()
    progressOf(this.#model).grow()
  }

  /** A commit whose effect is unknown may have succeeded. The stored checkpoint tells, if the step moves it. */
  #notCommitted(failure: AnyFailed, { from, to }: Step<EventTypes>): Next {
    const tells = failure.effect === 'unknown' && from.position !== to.position
    if (passesByItself(failure) || !tells) return this.#wait(failure)
    this.#unsure = { to, failure }
    return this.#anew()
  }

  async #waitForMore(): Promise<Next> {
    this.#patience.recovered()
    if (this.#settings.until === 'caught_up') return end(ends.caughtUp)
    if (this.#phase !== 'live') this.#seenAt = this.#runtime.now()
    this.#phase = 'live'
    const news = await this.#scan.beyond(this.#at.read.position, Math.max(1, this.#idleMs()))
    return typeof news === 'string' ? AT_ONCE : this.#noPage(news)
  }

  #noPage(why: NoPage): Next {
    switch (why.kind) {
      case 'ahead':
        return end(ends.ahead(this.#name, this.#at.read, why.head))
      case 'truncated':
        return end(ends.truncated(this.#name, this.#at.read, why.first))
      case 'failed':
        return this.#wait(why)
      default:
        return why satisfies never
    }
  }

  #takenOver(): Next {
    if (this.#settings.ifTakenOver === 'stop') return end(ends.takenOver(this.#name))
    return this.#later(`Another run has moved ${this.#name}. This one goes on from there.`, 0)
  }

  #wait(failure: AnyFailed): Next {
    if (this.#signal.aborted) return end(ends.stopped)
    if (!passesByItself(failure)) return end(ends.failed(failure.failure, failure.says))
    return this.#later(failure.says, failure.retryAfterMs ?? 0)
  }

  /** Looks at the builds again after a while. */
  #later(trouble: string, leastMs: number): Next {
    this.#ready = false
    this.#phase = 'waiting'
    return { kind: 'turn', afterMs: this.#patience.waitMs(trouble, leastMs) }
  }

  /** Looks at the builds again at once. */
  #anew(): Next {
    this.#ready = false
    return AT_ONCE
  }

  /** How long it may still go on without looking at the builds. */
  #idleMs(): number {
    return this.#seenAt + this.#settings.checkMs - this.#runtime.now()
  }

  get #name(): string {
    return this.#builds.name
  }
}

const AT_ONCE: Next = Object.freeze({ kind: 'turn', afterMs: 0 })

const end = (why: ProjectionEnd): Next => ({ kind: 'end', end: why })
