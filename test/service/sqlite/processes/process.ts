import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Task } from './child.ts'

/** Another process that does a task, and says lines of JSON. */
export class Process {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #exit: Promise<unknown>

  /** `under` is a command under which it runs, such as `prlimit`, with its arguments. */
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

  /** The next thing it says, or nothing when it has ended. */
  async hear(): Promise<unknown> {
    const { done, value } = await this.#lines.next()
    return done === true ? undefined : JSON.parse(value)
  }

  /** Everything that it says from now on until it ends. */
  async hearAll(): Promise<readonly unknown[]> {
    const heard: unknown[] = []
    for (let next = await this.hear(); next !== undefined; next = await this.hear()) heard.push(next)
    return heard
  }

  /** Lets it go on. */
  go(): void {
    this.#child.stdin.write('go\n')
  }

  /** Kills it, as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }
}
