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

/**
 * One of the two outputs of a command: data, or notes. If its reader is gone, nothing more is written, and nothing
 * fails.
 */
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

  /** Fires when the reader is gone, or when nothing more can be written. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** The width of the terminal in columns, or `null` if this is not a terminal. */
  get columns(): number | null {
    // A terminal that does not know its width reports 0.
    return this.#sink.isTTY === true ? this.#sink.columns || WIDTH : null
  }

  /** Whether colours can be shown: on a terminal that has them, unless the environment forbids them (`NO_COLOR`). */
  get colours(): boolean {
    return this.#sink.isTTY === true && (this.#sink.getColorDepth?.() ?? 1) > 1
  }

  /**
   * Writes a text, and waits while the reader is behind. On a terminal, characters are escaped that would move the
   * cursor or reverse the text.
   */
  async write(text: string): Promise<void> {
    if (this.gone.aborted || text === '') return
    if (this.#sink.write(this.#sink.isTTY === true ? harmless(text) : text)) return
    await once(this.#sink, 'drain', { signal: this.gone }).catch(() => undefined)
  }

  /** Writes one line. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`)
  }

  /**
   * Waits until everything is written. Returns the message of the first error, or `undefined`. A reader that left is
   * not an error.
   */
  async finish(): Promise<string | undefined> {
    // The callback is called even if the write fails.
    if (!this.gone.aborted) await new Promise<void>((resolve) => this.#sink.write('', () => resolve()))
    return this.#trouble
  }
}

const WIDTH = 80

/**
 * The output for sentences. On a terminal, long lines are wrapped between words, because the terminal would break them
 * within words.
 */
class Notes extends Output {
  override line(text: string): Promise<void> {
    return super.line(wrapped(text, this.columns))
  }
}

/** The surroundings of a command line: its folder, input, outputs and signals. */
export class Terminal {
  /** The folder that relative paths start from. */
  readonly folder: string
  /** Data, for programs and pipes. */
  readonly output: Output
  /** Everything else: captions, progress, summaries, errors. */
  readonly notes: Output
  /** Fires on SIGINT or SIGTERM; the name of the signal is its reason. */
  readonly interrupt: AbortSignal
  /** Fires when a command should stop: on SIGINT or SIGTERM, or when the reader of its output is gone. */
  readonly stop: AbortSignal
  readonly #input: () => Readable
  readonly #listen: () => void

  constructor(parts: {
    readonly folder: string
    readonly input: () => Readable
    readonly output: Sink
    readonly notes: Sink
    readonly interrupt: AbortSignal
    /** What `listen` does in this process; by default nothing. */
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

  /** Returns the standard input. Only the commands that read it may call this. */
  input(): Readable {
    return this.#input()
  }

  /** Resolves when `stop` fires. */
  async stopped(): Promise<undefined> {
    if (!this.stop.aborted) await once(this.stop, 'abort')
  }

  /**
   * Starts to listen for SIGINT, SIGTERM and uncaught errors. Until then, a signal ends the process at once. This is
   * needed while a config or a rig is loaded, because one that blocks for ever would not let a listener run.
   */
  listen(): void {
    this.#listen()
  }
}
