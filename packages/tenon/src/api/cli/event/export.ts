import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { EventStore } from '../../../domain/event/store.ts'
import type { Position } from '../../../domain/event/stream.ts'
import { PartialFile } from '../../../service/node/file.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { done } from '../session/outcome.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withOutcome, withStoreOptions } from '../session/store-options.ts'
import { withExamples, wordOrNumber } from '../terminal/options.ts'
import { Progress } from '../terminal/progress.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { eventLine } from './event-line.ts'
import { filterOf, type FilterOptions, withFilterOptions } from './log/filter-options.ts'
import { readLog } from './log/log-pages.ts'
import { printOutcome } from './print-outcome.ts'

interface Options extends SessionOptions, FilterOptions {
  readonly after: Position | 'start'
}

/** Where exported lines go. */
interface Target {
  /** The file's path, or `null` for the standard output. */
  readonly file: string | null
  write(text: string): Promise<void>
  /** Ends the target after the last line. */
  finish(): Promise<void>
  /** Removes what was written, after an export that stopped before its end. */
  discard(): Promise<void>
}

/** Adds `tenon export`. */
export const addExport = (program: Command, shell: Shell): void => {
  const command = program
    .command('export')
    .summary('Writes all events to a file or the standard output.')
    .description(
      'Writes all events in the order of the log, one recorded event per line. A file gets its name only when it is complete, and an existing file is never overwritten. If only some types are exported, their streams have gaps, which import refuses.',
    )
    .argument('[file]', 'the file to write, or - for the standard output', '-')
    .addOption(
      new Option(
        '--after <position>',
        'only events after this: start or a position. To continue an earlier export, give the "position" of its last line or the "after" of its outcome, and name another file',
      )
        .argParser(wordOrNumber(['start'], 1))
        .default('start'),
    )
  withExamples(
    command,
    'tenon export orders.ndjson --prefix order-',
    'tenon export more-orders.ndjson --prefix order- --after 20000',
  )
  withOutcome(
    withStoreOptions(withFilterOptions(command)),
    'the events, unless they go to a file',
    '"file","events","after"',
  ).action(async (file: string, options: Options) => shell.end(await exportTo(shell.terminal, file, options)))
}

const exportTo = (terminal: Terminal, file: string, options: Options): Promise<number> =>
  withStore(terminal, options, EventStore, async (store) => {
    const target = file === '-' ? standard(terminal) : await fileTarget(resolve(terminal.folder, file))
    const progress = new Progress(terminal.notes)
    let count = 0
    const stretch = { after: options.after, filter: filterOf(options), limit: Number.POSITIVE_INFINITY }
    const ended = await readLog(store, stretch, terminal.stop, async (events) => {
      await target.write(events.map((event) => `${eventLine(event)}\n`).join(''))
      count += events.length
      progress.at(count, 'events')
    }).catch(async (thrown: unknown) => {
      await target.discard()
      throw thrown
    })
    progress.clear()
    if (ended.kind !== 'through' || terminal.stop.aborted) await target.discard()
    else await target.finish()
    if (ended.kind !== 'through') return printOutcome(terminal, ended)
    const { after } = ended
    if (terminal.stop.aborted)
      return done({ file: null, ...(target.file === null ? { events: count, after } : NOTHING) })
    const next = after === 'start' ? '' : ` To export later events: --after ${after}.`
    await terminal.notes.line(`Exported ${count.toLocaleString('en')} events, ${progress.rate(count)}.${next}`)
    return done({ file: target.file, events: count, after })
  })

/** An unfinished file is removed, so nothing was exported. */
const NOTHING = { events: 0 }

const standard = ({ output }: Terminal): Target => ({
  file: null,
  write: (text) => output.write(text),
  finish: () => Promise.resolve(),
  discard: () => Promise.resolve(),
})

const fileTarget = async (path: string): Promise<Target> => {
  const refuse = (error: unknown): never => {
    throw new UsageError(troubleWith(path, error))
  }
  const partial = await PartialFile.begin(path).catch(refuse)
  return {
    file: path,
    write: (text) => partial.write(text).catch(refuse),
    finish: () =>
      partial.finish().catch(async (error: unknown) => {
        await partial.discard()
        refuse(error)
      }),
    discard: () => partial.discard(),
  }
}
