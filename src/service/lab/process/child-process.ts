import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Elsewhere } from '../../../domain/conformance/context.ts'
import { BrokenLaw } from '../../../domain/conformance/expect.ts'
import type { Place } from '../../../domain/conformance/fault.ts'
import type { Law } from '../../../domain/conformance/event/laws.ts'
import type { Json } from '../../../domain/event/json.ts'
import type { Policy } from '../../binding/policy.ts'

/** What another process is told to do. */
export interface Errand {
  /** The address of the rig's module. */
  readonly rig: string
  readonly place: Place
  readonly policy: Policy
  readonly task: string
  readonly input: Json
}

/** What another process says: something of its task, a breach of totality, or why it could not go on, with the law that this breaks if it is not the case's. */
export type Said =
  | { readonly kind: 'said'; readonly value: Json }
  | { readonly kind: 'breach'; readonly says: string }
  | { readonly kind: 'stuck'; readonly says: string; readonly law: Law | null }

/** The file descriptor on which another process speaks, so that what a rig prints does not get in between. */
export const SPEECH = 3

/** This package runs as TypeScript, and as the JavaScript made of it. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? 'worker.ts' : 'worker.js', import.meta.url).href

const SCRIPT = `import(${JSON.stringify(WORKER)}).then(({ work }) => work(JSON.parse(process.argv[1])))`

/** A task in a process of its own. */
export class Process implements Elsewhere {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown>
  readonly #breach: (says: string) => void

  /** Starts it. `under` is a command that runs it, such as `strace`, with its arguments. `breach` is told of each breach of totality over there. */
  static start(errand: Errand, under: readonly string[], breach: (says: string) => void): Process {
    return new Process(errand, under, breach)
  }

  private constructor(errand: Errand, under: readonly string[], breach: (says: string) => void) {
    const script = [process.execPath, ...flags(), '--eval', SCRIPT, JSON.stringify(errand)]
    const [command = process.execPath, ...rest] = [...under, ...script]
    this.#child = spawn(command, rest, { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] })
    this.#ended = once(this.#child, 'close')
    // One that cannot be started has ended, and whoever listens hears of it.
    this.#ended.catch(() => undefined)
    this.#breach = breach
    const speech = this.#child.stdio[SPEECH]
    // With `pipe` there is a stream; the types cannot know.
    if (!(speech instanceof Readable)) throw new TypeError('a process was started without a pipe to speak on')
    this.#lines = createInterface({ input: speech })[Symbol.asyncIterator]()
    // A process that has ended cannot be told to go on; what it said until then counts.
    this.#child.stdin?.on('error', () => undefined)
  }

  async hear(): Promise<Json | undefined> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done === true) return undefined
      const said = this.#parse(value)
      if (said === undefined) return undefined
      if (said.kind === 'said') return said.value
      if (said.kind === 'stuck') throw new BrokenLaw(`another process ${said.says}`, said.law)
      this.#breach(said.says)
    }
  }

  async hearAll(): Promise<readonly Json[]> {
    const heard: Json[] = []
    for (let next = await this.hear(); next !== undefined; next = await this.hear()) heard.push(next)
    return heard
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
    while (!(await this.#stands())) await wait(1)
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<void> {
    await this.#ended
  }

  /** What a kill has torn was not said. */
  #parse(line: string): Said | undefined {
    try {
      return JSON.parse(line)
    } catch (error) {
      if (this.#child.killed) return undefined
      throw error
    }
  }

  /** A signal is delivered a moment after it was sent; Linux tells when. Elsewhere it is taken for delivered. */
  async #stands(): Promise<boolean> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return true
    try {
      const stat = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')')).startsWith(') T')
    } catch {
      return true
    }
  }
}

/** The flags under which this process runs, but for those that make it a test runner or a debugger, or that say what it runs. */
const flags = (): string[] =>
  process.execArgv.filter((flag, i, all) => !OWN.test(flag) && !/^(-e|-p|--eval|--print)$/.test(all[i - 1] ?? ''))

const OWN = /^(--(test|inspect|watch|eval|print)|-e$|-p$)/
