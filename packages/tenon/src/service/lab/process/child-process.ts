import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { OtherProcess } from '../../../domain/conformance/context.ts'
import { BrokenLaw } from '../../../domain/conformance/expect.ts'
import type { Place } from '../../../domain/conformance/fault.ts'
import type { Json } from '../../../domain/data/json.ts'
import type { Policy } from '../../binding/policy.ts'

/** What another process is to do. */
export interface Assignment {
  /** The address of the rig's module. */
  readonly rig: string
  readonly place: Place
  readonly policy: Policy
  /** The name of the task. */
  readonly task: string
  readonly input: Json
}

/**
 * What another process sends: a message of its task, a breach of the law `total`, or why it could not go on, with the
 * law that this breaks if it is not the law of the case.
 */
export type Message =
  | { readonly kind: 'said'; readonly value: Json }
  | { readonly kind: 'breach'; readonly says: string }
  | { readonly kind: 'stuck'; readonly says: string; readonly law: string | null }

/** The file descriptor for messages. It is not the standard output, where a rig may print. */
export const MESSAGE_FD = 3

/** This package runs as TypeScript, and as the JavaScript made from it. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? 'worker.ts' : 'worker.js', import.meta.url).href

const SCRIPT = `import(${JSON.stringify(WORKER)}).then(({ work }) => work(JSON.parse(process.argv[1])))`

/** A task in a process of its own. */
export class TaskProcess implements OtherProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown>
  readonly #breach: (says: string) => void

  /**
   * Starts the process. `under` is a command that runs it, such as `strace`, with its arguments. `breach` is called
   * with each breach of the law `total` that the process reports.
   */
  static start(assignment: Assignment, under: readonly string[], breach: (says: string) => void): TaskProcess {
    return new TaskProcess(assignment, under, breach)
  }

  private constructor(assignment: Assignment, under: readonly string[], breach: (says: string) => void) {
    const script = [process.execPath, ...flags(), '--eval', SCRIPT, JSON.stringify(assignment)]
    const [command = process.execPath, ...rest] = [...under, ...script]
    this.#child = spawn(command, rest, { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] })
    this.#ended = once(this.#child, 'close')
    // A process that cannot be started has ended. Methods that wait for the end reject then.
    this.#ended.catch(() => undefined)
    this.#breach = breach
    const messages = this.#child.stdio[MESSAGE_FD]
    // With `pipe` it can be read; the types cannot know.
    if (!(messages instanceof Readable)) throw new TypeError('a process was started without a pipe for its messages')
    this.#lines = createInterface({ input: messages })[Symbol.asyncIterator]()
    // Writing `go` to a process that has ended fails. What the process sent before counts.
    this.#child.stdin?.on('error', () => undefined)
  }

  async receive(): Promise<Json | undefined> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done === true) return undefined
      const message = this.#parse(value)
      if (message === undefined) return undefined
      if (message.kind === 'said') return message.value
      if (message.kind === 'stuck') throw new BrokenLaw(`another process ${message.says}`, message.law)
      this.#breach(message.says)
    }
  }

  async receiveAll(): Promise<readonly Json[]> {
    const all: Json[] = []
    for (let next = await this.receive(); next !== undefined; next = await this.receive()) all.push(next)
    return all
  }

  go(): void {
    this.#child.stdin?.write('go\n')
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  async pause(): Promise<void> {
    this.#child.kill('SIGSTOP')
    while (!(await this.#isStopped())) await wait(1)
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    await this.#ended
  }

  /** Returns the message in a line, or `undefined` if a kill has cut the line short. */
  #parse(line: string): Message | undefined {
    try {
      return JSON.parse(line)
    } catch (error) {
      if (this.#child.killed) return undefined
      throw error
    }
  }

  /**
   * A signal is delivered a moment after it was sent. Linux shows when; on other systems it counts as delivered at
   * once.
   */
  async #isStopped(): Promise<boolean> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return true
    try {
      const stat = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')')).startsWith(') T')
    } catch {
      return true
    }
  }
}

/**
 * The flags of this process, except those that make it a test runner or a debugger, or that say which script it runs.
 */
const flags = (): string[] =>
  process.execArgv.filter((flag, i, all) => !OWN.test(flag) && !/^(-e|-p|--eval|--print)$/.test(all[i - 1] ?? ''))

const OWN = /^(--(test|inspect|watch|eval|print)|-e$|-p$)/
