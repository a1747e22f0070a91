import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Task } from './child.ts'

/** Another process that does a task and prints lines of JSON. */
export class Process {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #exit: Promise<unknown>

  /** `under` is a command that runs the process, such as `prlimit`, with its arguments. */
  constructor(t: TestContext, task: Task, under: readonly string[] = []) {
    const [command, ...rest] = [
      ...under,
      process.execPath,
      '--conditions=tenon-source',
      fileURLToPath(new URL('child.ts', import.meta.url)),
      JSON.stringify(task),
    ]
    assert.ok(command !== undefined)
    this.#child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#exit = once(this.#child, 'close')
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    t.after(() => this.kill())
  }

  /** Returns the next line, or nothing if the process has ended. */
  async hear(): Promise<unknown> {
    const { done, value } = await this.#lines.next()
    return done === true ? undefined : JSON.parse(value)
  }

  /** Returns every line from now until the process ends. */
  async hearAll(): Promise<readonly unknown[]> {
    const heard: unknown[] = []
    for (let next = await this.hear(); next !== undefined; next = await this.hear()) heard.push(next)
    return heard
  }

  /** Lets the process go on. */
  go(): void {
    this.#child.stdin.write('go\n')
  }

  /** Kills the process, as a power cut would, and waits until it has ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }
}
