import { type Command, Option } from 'commander'
import type { EventStore } from '../../domain/event/store.ts'
import type { Position } from '../../domain/event/stream.ts'
import { type EventLine, jsonLine, LOG_CAPTION, logLine } from './event-line.ts'
import {
  filterOf,
  type FilterOptions,
  type StoreOptions,
  withFilterOptions,
  withJson,
  withLimit,
  withStoreOptions,
  wordOrNumber,
} from './options.ts'
import { readLog, type Stretch } from './paging.ts'
import { withStore } from './session.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { tell } from './tell.ts'
import type { Terminal } from './terminal.ts'

interface Options extends StoreOptions, FilterOptions {
  readonly after: Position | 'start'
  readonly limit: number
  readonly follow: boolean
  readonly json: boolean
}

/** Adds `tenon log`. */
export const addLog = (program: Command, shell: Shell): void => {
  const command = program
    .command('log')
    .description('Reads the events of all streams, in the order of the log.')
    .addOption(
      new Option('--after <position>', 'give what stands behind: start or a position')
        .argParser(wordOrNumber(['start'], 1))
        .default('start'),
    )
    .addOption(new Option('--follow', 'go on with what comes, until SIGINT or the limit').default(false, 'off'))
  withJson(
    withStoreOptions(withLimit(withFilterOptions(command), 'events')),
    'one recorded event a line, as import takes them',
  ).action(async (options: Options) => shell.end(await log(shell.terminal, options)))
}

const log = (terminal: Terminal, options: Options): Promise<number> =>
  withStore(terminal, options, async (store) => {
    const line = options.json ? jsonLine : logLine(terminal.output.columns)
    if (!options.json) await terminal.notes.line(LOG_CAPTION)
    const stretch: Stretch = { after: options.after, filter: filterOf(options), limit: options.limit }
    if (options.follow) return follow(terminal, store, stretch, line)
    const ended = await readLog(store, stretch, terminal.stop, (events) =>
      terminal.output.write(events.map((event) => `${line(event)}\n`).join('')),
    )
    return ended.kind === 'through' ? exits.well : tell(terminal, ended)
  })

const follow = async (
  terminal: Terminal,
  store: EventStore,
  { after, filter, limit }: Stretch,
  line: EventLine,
): Promise<number> => {
  let left = limit
  for await (const item of store.subscribe({ after, filter }, { signal: terminal.stop, deadlineMs: null })) {
    if (item.kind === 'caught_up') continue
    if (item.kind !== 'event') return tell(terminal, item)
    await terminal.output.line(line(item.event))
    left -= 1
    if (left === 0) break
  }
  return exits.well
}
