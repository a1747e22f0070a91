import type { Failed } from '../capability/failure.ts'
import type { Grants, Limits } from '../capability/need.ts'
import type { Json } from '../event/json.ts'
import type { EventStore, EventStoreCapability } from '../event/store.ts'
import type { Fault, Prepared } from './fault.ts'

/** What a case is handed of the world. Everything on it is on one place of its own, which nobody has used before. */
export interface Bench extends Site {
  /** What the binding promises. */
  readonly grants: Grants<EventStoreCapability>
  readonly limits: Limits<EventStoreCapability>
  /** The failures that the binding can give, the library's own among them. */
  readonly failures: readonly string[]
  /** How often something hostile is to be done: the first in a short run, the second in a full one. */
  rounds(short: number, full: number): number
  /** Closes the store and opens it again on the same place. Gives the new one, which `store` is from then on. */
  reopen(): Promise<EventStore>
  /** Closes the store; `reopen` opens it again. */
  close(): Promise<void>
  /** Another binding on the same place, not open yet. It is closed after the case. */
  another(): Unopened
  /** Returns a function that makes bindings at a place where no store was ever opened. They are closed after the case. */
  unused(): Promise<() => Unopened>
  /** How many attempts of a call have reached the executor; the call is known by its fields, the very same object. */
  attempts(fields: object): number
  /** Resolves when a condition holds. It is asked again and again; a condition that never comes to hold breaks the case. */
  until(says: string, condition: () => Promise<boolean>): Promise<void>
  /** Starts a task in another process, on a store opened there on the same place. */
  elsewhere(task: string, input: Json): Elsewhere
  readonly lab: Lab
}

/** What a task in another process is handed, and a case too. */
export interface Site {
  /** The opened store. */
  readonly store: EventStore
  /** A new id for an event. */
  id(): string
  /** Milliseconds on a clock that never goes back, one for all processes of the machine. */
  now(): number
}

/** Work that another process does on the same place. It is known by its name, since functions cannot be sent. */
export interface Task {
  readonly name: string
  /** Gives what it has to say, one after the other. `told` resolves when the one who started it says `go`. */
  run(site: Site, input: Json, told: () => Promise<void>): AsyncIterable<Json>
}

/** A task in another process. */
export interface Elsewhere {
  /** The next thing that it says, or nothing when it has ended. */
  hear(): Promise<Json | undefined>
  /** Everything that it says from now on, until it ends. */
  hearAll(): Promise<readonly Json[]>
  /** Lets it go on. */
  go(): void
  /** Kills it in the middle of whatever it does (SIGKILL), and resolves when it is gone. */
  kill(): Promise<void>
  /** Stops it in the middle of whatever it does (SIGSTOP), and resolves when it stands still. */
  pause(): Promise<void>
  /** Lets it go on from there (SIGCONT). */
  resume(): void
}

/** A binding that is not open. */
export interface Unopened extends AsyncDisposable {
  open(): Promise<Opening>
  openExisting(): Promise<Opening>
  close(): Promise<{ readonly kind: 'closed' } | Failed>
}

/** What came of opening. */
export type Opening =
  | { readonly kind: 'opened'; readonly store: EventStore }
  | { readonly kind: 'shortfall'; readonly gaps: readonly object[] }
  | Failed

/** What can be done to the binding's technology. */
export interface Lab {
  /** The faults that the rig can bring about. */
  readonly faults: readonly Fault[]
  /** Makes one ready on the place, and opens the store again on it. Throws `Unproved` where this machine cannot have it. */
  prepare(fault: Fault): Promise<Prepared>
  /**
   * Runs a task in another process and looks at its system calls, from when it first said something. Throws `Unproved` where that cannot
   * be seen.
   */
  traced(task: string, input: Json): Promise<Syncs>
}

/** What was seen of a process that writes to files of its place and says when it has. */
export interface Syncs {
  /** How often it wrote to them. */
  readonly writes: number
  /** How many writes at most had not been synced when it said something. */
  readonly unsynced: number
  /** How often it said something without having written since it last did. */
  readonly unwritten: number
}
