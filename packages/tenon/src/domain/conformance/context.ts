import type { Capability } from '../capability/capability.ts'
import type { Failed } from '../capability/failure.ts'
import type { Grants, Limits } from '../capability/need.ts'
import type { Store } from '../capability/outcome.ts'
import type { Json } from '../data/json.ts'
import type { Fault, Place, Prepared } from './fault.ts'

/** Everything that a case can use. Each case runs on a place of its own that was never used before. */
export interface CaseContext<C extends Capability> extends TaskContext<C> {
  /** The rungs that the binding grants. */
  readonly grants: Grants<C>
  readonly limits: Limits<C>
  /** The failures that the binding can give, including the library's own. */
  readonly failures: readonly string[]
  /** Returns how often to repeat something hostile: the first number in a short run, the second in a full one. */
  rounds(short: number, full: number): number
  /**
   * Closes the store and opens it again on the same place. Returns the new store, which `store` also holds from then
   * on.
   */
  reopen(): Promise<Store<C>>
  /** Closes the store. `reopen` opens it again. */
  close(): Promise<void>
  /** Makes another binding on the same place, which is not open yet. It is closed after the case. */
  another(): Unopened<C>
  /**
   * Returns a function that makes bindings on a place where no store was ever opened. They are closed after the case.
   */
  unused(): Promise<() => Unopened<C>>
  /**
   * Returns how many attempts of a call have reached the executor. The call is identified by its fields, as the same
   * object.
   */
  attempts(fields: object): number
  /**
   * Resolves when a condition holds. The condition is checked again and again; if it does not hold in time, the case is
   * broken.
   */
  until(says: string, condition: () => Promise<boolean>): Promise<void>
  /** Starts a task in another process, on a store that is opened there on the same place. */
  otherProcess(task: string, input: Json): OtherProcess
  readonly lab: Lab
}

/** What a task in another process can use. A case can use it too. */
export interface TaskContext<C extends Capability> {
  /** The open store. */
  readonly store: Store<C>
  /** Where the binding keeps its data. A specification may make there what its capability cannot make. */
  readonly place: Place
  /** Returns a new unique id. */
  id(): string
  /** Returns milliseconds on a clock that never goes back and that all processes of the machine share. */
  now(): number
}

/** Work that another process does on the same place. It is started by its name, because functions cannot be sent. */
export interface Task<C extends Capability> {
  readonly name: string
  /**
   * Yields the messages to send, one after the other. `go` resolves when the process that started the task calls `go`.
   */
  run(context: TaskContext<C>, input: Json, go: () => Promise<void>): AsyncIterable<Json>
}

/** A task that runs in another process. */
export interface OtherProcess {
  /** Returns the next message of the task, or `undefined` when it has ended. */
  receive(): Promise<Json | undefined>
  /** Returns all further messages of the task when it has ended. */
  receiveAll(): Promise<readonly Json[]>
  /** Lets the task continue. */
  go(): void
  /** Kills the process in the middle of its work (SIGKILL). Resolves when it is gone. */
  kill(): Promise<void>
  /** Stops the process in the middle of its work (SIGSTOP). Resolves when it has stopped. */
  pause(): Promise<void>
  /** Lets a stopped process continue (SIGCONT). */
  resume(): void
}

/** A binding that is not open. */
export interface Unopened<C extends Capability> extends AsyncDisposable {
  open(): Promise<Opening<C>>
  openExisting(): Promise<Opening<C>>
  close(): Promise<{ readonly kind: 'closed' } | Failed>
}

/** The outcome of opening. */
export type Opening<C extends Capability> =
  | { readonly kind: 'opened'; readonly store: Store<C> }
  | { readonly kind: 'shortfall'; readonly gaps: readonly object[] }
  | Failed

/** What a case can do to the technology of the binding. */
export interface Lab {
  /** The faults that the rig can bring about. */
  readonly faults: readonly Fault[]
  /**
   * Prepares a fault on the place and opens the store there again. Throws `Unproved` if this machine cannot bring the
   * fault about.
   */
  prepare(fault: Fault): Promise<Prepared>
  /**
   * Runs a task in another process and watches its system calls, from its first message on. Throws `Unproved` if this
   * machine cannot watch them.
   */
  traced(task: string, input: Json): Promise<Syncs>
}

/** What was seen of a process that writes to files of its place and sends a message when it has. */
export interface Syncs {
  /** How often it wrote to the files. */
  readonly writes: number
  /** The most writes that were not yet synced when it sent a message. */
  readonly unsynced: number
  /** How often it sent a message without having written since the one before. */
  readonly unwritten: number
}
