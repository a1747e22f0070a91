import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { harmless } from './visible.ts'
import { wrapped } from './wrap.ts'

/** A stream that a command writes to. */
interface Sink extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly getColorDepth?: () => number
}

/** What a command writes: data, or notes about it. Whoever reads it may leave; nothing is written then, and nothing fails. */
export class Output {
  readonly #sink: Sink
  readonly #gone = new AbortController()
  #trouble: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    sink.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') this.#trouble ??= error.message
      this.#gone.abort()
    })
  }

  /** Fires when nobody reads any more, or nothing more can be written. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** The width of the terminal, or `null` when this is none. */
  get columns(): number | null {
    // A terminal that does not know its width says 0.
    return this.#sink.isTTY === true ? this.#sink.columns || WIDTH : null
  }

  /** Whether colours can be shown: on a terminal that has them, unless the environment says no (`NO_COLOR`). */
  get colours(): boolean {
    return this.#sink.isTTY === true && (this.#sink.getColorDepth?.() ?? 1) > 1
  }

  /** Writes a text, and waits for as long as the reader is behind. On a terminal nothing in it can move the cursor or turn the text around. */
  async write(text: string): Promise<void> {
    if (this.gone.aborted || text === '') return
    if (this.#sink.write(this.#sink.isTTY === true ? harmless(text) : text)) return
    await once(this.#sink, 'drain', { signal: this.gone }).catch(() => undefined)
  }

  /** Writes one line. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`)
  }

  /** Waits until all is written, and gives what went wrong, or nothing. That the reader left is not wrong. */
  async finish(): Promise<string | undefined> {
    // Also a write that fails calls back.
    if (!this.gone.aborted) await new Promise<void>((resolve) => this.#sink.write('', () => resolve()))
    return this.#trouble
  }
}

const WIDTH = 80

/** Notes are sentences for people. A terminal would break a long one within a word, so there it is broken between two. */
class Notes extends Output {
  override line(text: string): Promise<void> {
    return super.line(wrapped(text, this.columns))
  }
}

/** Where a command line runs. */
export class Terminal {
  /** The folder that relative paths begin at. */
  readonly folder: string
  /** Data, for programs and pipes. */
  readonly output: Output
  /** Everything else: captions, progress, summaries, errors. */
  readonly notes: Output
  /** Fires on SIGINT or SIGTERM; the name of the signal is its reason. */
  readonly interrupt: AbortSignal
  /** Fires when a command is to stop: on SIGINT or SIGTERM, or when nobody reads its output any more. */
  readonly stop: AbortSignal
  readonly #input: () => Readable
  readonly #listen: () => void

  constructor(parts: {
    readonly folder: string
    readonly input: () => Readable
    readonly output: Sink
    readonly notes: Sink
    readonly interrupt: AbortSignal
    /** What `listen` does in this process; nothing where it is left out. */
    readonly listen?: () => void
  }) {
    this.folder = parts.folder
    this.output = new Output(parts.output)
    this.notes = new Notes(parts.notes)
    this.interrupt = parts.interrupt
    this.stop = AbortSignal.any([parts.interrupt, this.output.gone])
    this.#input = parts.input
    this.#listen = parts.listen ?? (() => undefined)
  }

  /** What is typed or piped in. It is touched only by the commands that read it. */
  input(): Readable {
    return this.#input()
  }

  /** Resolves when `stop` fires. */
  async stopped(): Promise<undefined> {
    if (!this.stop.aborted) await once(this.stop, 'abort')
  }

  /**
   * Begins to listen for SIGINT, SIGTERM, and errors that nothing catches. Until then a signal ends the process at once, as it must while a
   * config or a rig is loaded: one that never yields would not let a listener run.
   */
  listen(): void {
    this.#listen()
  }
}
