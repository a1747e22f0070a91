import { type Build, type Checkpoint, FIRST_CHECKPOINT } from '../../../domain/projection/build.ts'
import type { Step } from '../../../domain/projection/read-model.ts'
import type { EventTypes } from '../../../domain/event/types.ts'
import type { Page } from './page.ts'
import type { Taken } from './take.ts'

/** How far a run has come in its build, and whether readers get that build. */
export class BuildPosition {
  #checkpoint: Checkpoint = FIRST_CHECKPOINT
  #read: Checkpoint = FIRST_CHECKPOINT
  #live = false
  /** Whether the read model has refused to make this build the live one. */
  #notForReaders = false
  #movedAt = -Infinity

  /** The checkpoint that is stored. */
  get checkpoint(): Checkpoint {
    return this.#checkpoint
  }

  /** Up to where the log was read. It is ahead of the checkpoint while what was read has nothing for this projection. */
  get read(): Checkpoint {
    return this.#read
  }

  get live(): boolean {
    return this.#live
  }

  /** Begins at what is stored of a build. */
  begin({ checkpoint, live }: Build): void {
    this.#checkpoint = checkpoint
    this.#read = checkpoint
    this.#live = live
    this.#notForReaders = false
  }

  /** Notes whether readers get the build, which others may have changed. */
  isLive(live: boolean): void {
    this.#live = live
  }

  readTo(to: Checkpoint): void {
    this.#read = to
  }

  /** Whether the step that takes this page is to make the build the live one. */
  becomesLive({ caughtUp }: Page, { stopsAt }: Taken): boolean {
    return caughtUp && stopsAt === null && !this.#live && !this.#notForReaders
  }

  /** Whether the checkpoint has not been moved for this long, although the log was read. */
  isBehind(ms: number, now: number): boolean {
    return this.#read.position !== this.#checkpoint.position && now - this.#movedAt >= ms
  }

  /** Moves to the end of a step. Returns whether the build is not the live one any more. */
  moved({ to, swap }: Step<EventTypes>, live: boolean, now: number): boolean {
    const replaced = this.#live && !live
    if (swap) this.#notForReaders = !live
    this.#live = live
    this.#checkpoint = to
    this.#read = to
    this.#movedAt = now
    return replaced
  }
}
