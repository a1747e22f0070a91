import { resolve } from 'node:path'
import type { Command } from 'commander'
import { PartialFile } from '../../service/node/file.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import { jsonLine } from './event-line.ts'
import {
  filterOf,
  type FilterOptions,
  type StoreOptions,
  withFilterOptions,
  withJson,
  withStoreOptions,
} from './options.ts'
import { readLog } from './paging.ts'
import { Progress } from './progress.ts'
import { withStore } from './session.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { tell } from './tell.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

interface Options extends StoreOptions, FilterOptions {
  readonly json: boolean
}

/** Where exported lines go. */
interface Target {
  write(text: string): Promise<void>
  /** All lines were written. */
  finish(): Promise<void>
  /** The export stopped before its end. */
  discard(): Promise<void>
}

/** Adds `tenon export`. */
export const addExport = (program: Command, shell: Shell): void => {
  const command = program
    .command('export')
    .summary('Writes all events to a file or the standard output.')
    .description(
      'Writes all events, one recorded event a line, in the order of the log. A file gets its name when it is whole, and is never overwritten. Events chosen by type leave gaps in their streams, which import refuses.',
    )
    .argument('[file]', 'the file to write, or - for the standard output', '-')
  withJson(withStoreOptions(withFilterOptions(command)), 'with a file: what was written, {"file","events"}').action(
    async (file: string, options: Options) => shell.end(await exportTo(shell.terminal, file, options)),
  )
}

const exportTo = (terminal: Terminal, file: string, options: Options): Promise<number> =>
  withStore(terminal, options, async (store) => {
    const target = file === '-' ? standard(terminal) : await fileTarget(terminal, file)
    const progress = new Progress(terminal.notes)
    let count = 0
    const stretch = { after: 'start', filter: filterOf(options), limit: Number.POSITIVE_INFINITY } as const
    const ended = await readLog(store, stretch, terminal.stop, async (events) => {
      await target.write(events.map((event) => `${jsonLine(event)}\n`).join(''))
      count += events.length
      progress.at(count, 'events')
    }).catch(async (thrown: unknown) => {
      await target.discard()
      throw thrown
    })
    progress.clear()
    if (ended.kind !== 'through' || terminal.stop.aborted) {
      await target.discard()
      return ended.kind === 'through' ? exits.well : tell(terminal, ended)
    }
    await target.finish()
    if (options.json && file !== '-')
      await terminal.output.line(JSON.stringify({ file: resolve(terminal.folder, file), events: count }))
    await terminal.notes.line(`Exported ${count.toLocaleString('en')} events, ${progress.rate(count)}.`)
    return exits.well
  })

const standard = ({ output }: Terminal): Target => ({
  write: (text) => output.write(text),
  finish: () => Promise.resolve(),
  discard: () => Promise.resolve(),
})

const fileTarget = async ({ folder }: Terminal, file: string): Promise<Target> => {
  const said = (error: unknown): never => {
    throw new UsageError(troubleWith(resolve(folder, file), error))
  }
  const partial = await PartialFile.begin(resolve(folder, file)).catch(said)
  return {
    write: (text) => partial.write(text).catch(said),
    finish: () =>
      partial.finish().catch(async (error: unknown) => {
        await partial.discard()
        said(error)
      }),
    discard: () => partial.discard(),
  }
}
