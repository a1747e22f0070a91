import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))
const MAIN = fileURLToPath(new URL('../../packages/tenon/src/main.ts', import.meta.url))

/** The rows of a table of a page, as a person sees them. */
type Rows = readonly (readonly string[])[]

/** The order example as a process of its own, with its page. */
export class Shop implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly printed: string
  readonly address: string

  private constructor(child: ChildProcess, printed: string, address: string) {
    this.#child = child
    this.printed = printed
    this.address = address
  }

  /** Starts the example in a folder, on a free port, and waits until it shows the address of its page. */
  static async start(example: string, folder: string, place: string): Promise<Shop> {
    const child = run(example, folder, [place, 'order-book.sqlite', '0'])
    let printed = ''
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      printed += part
    })
    for await (const part of child.stdout?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
      printed += String(part)
      const address = /^The order book is at (\S+)$/m.exec(printed)?.[1]
      if (address !== undefined && /^Ctrl-C ends it\..*\n/m.test(printed)) return new Shop(child, printed, address)
    }
    return assert.fail(`It ended before it showed its page: ${printed}`)
  }

  /** Runs the example where it must fail. */
  static async failing(example: string, folder: string, words: readonly string[]) {
    const child = run(example, folder, words)
    assert.ok(child.stderr !== null)
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    return { code: Number(code), stderr }
  }

  /** Returns the orders that the page shows, as soon as they are as they should be. */
  async rows(areWell: (rows: Rows) => boolean): Promise<Rows> {
    for (;;) {
      const rows = rowsOf(await (await fetch(this.address)).text())
      if (areWell(rows)) return rows
      await wait(20)
    }
  }

  /** Sends a form, and returns the answer that the page then shows. */
  async send(form: { readonly [field: string]: string }): Promise<string> {
    const response = await fetch(this.address, { method: 'POST', body: new URLSearchParams(form) })
    const page = await response.text()
    assert.equal(response.status, 200, page)
    return shown(/<p role="status">(.*?)<\/p>/s.exec(page)?.[1] ?? page)
  }

  /** Runs the commands that it has named, in the folder of its files. Returns what each printed. */
  async commands(folder: string): Promise<readonly string[]> {
    const named = [...this.printed.matchAll(/^ {2}npm run --silent tenon -- (.+)$/gm)]
    const printed: string[] = []
    for (const [, words = ''] of named) {
      const child = spawn(
        process.execPath,
        ['--conditions=tenon-source', MAIN, ...words.replace('examples/', EXAMPLES).split(' ')],
        { cwd: folder },
      )
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      assert.equal(code, 0, `${words}\n${stderr}`)
      printed.push(stdout)
    }
    return printed
  }

  async kill(): Promise<void> {
    await this.#ended('SIGKILL')
  }

  /** Asks it to end, and returns its exit code. */
  async end(): Promise<number | null> {
    await this.#ended('SIGTERM')
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  async #ended(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exit
  }
}

const run = (example: string, cwd: string, words: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--conditions=tenon-source', join(example, 'main.ts'), ...words], { cwd })

/** Returns the first six cells of each row of the first table. */
const rowsOf = (page: string): Rows => {
  const [table = ''] = page.split('</table>')
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => shown(cell)).slice(0, 6))
    .filter((row) => row.length > 0)
}

const shown = (html: string): string =>
  html.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).trim()
