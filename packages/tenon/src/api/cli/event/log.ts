import { type Command, Option } from 'commander'
import { EventStore } from '../../../domain/event/store.ts'
import type { Position } from '../../../domain/event/stream.ts'
import { done } from '../session/outcome.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withOutcome, withStoreOptions } from '../session/store-options.ts'
import { whole, withExamples, withLimit, wordOrNumber } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { sheet } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { eventLine, LOG_COLUMNS } from './event-line.ts'
import { filterOf, type FilterOptions, withFilterOptions } from './log/filter-options.ts'
import { followLog, readLog } from './log/log-pages.ts'
import { endOf, type Found, startOfLast, startSince } from './log/log-start.ts'
import { parseTime } from './log/time.ts'
import { printOutcome } from './print-outcome.ts'

interface Options extends SessionOptions, FilterOptions {
  readonly after: Position | 'start' | 'end'
  readonly last: number | undefined
  /** In Unix milliseconds. */
  readonly since: number | undefined
  readonly limit: number
  readonly follow: boolean
}

/** Adds `tenon log`. */
export const addLog = (program: Command, shell: Shell): void => {
  const command = program
    .command('log')
    .description('Reads the events of all streams, in the order of the log.')
    .addOption(
      new Option(
        '--after <position>',
        'only events after this: start, end or a position; end is useful with --follow, for new events only',
      )
        .argParser(wordOrNumber(['start', 'end'], 1))
        .default('start')
        .conflicts(['last', 'since']),
    )
    .addOption(
      new Option('--last <number>', 'only the last events that match --prefix and --type, at most this many')
        .argParser((text) => whole(text, 1))
        .conflicts(['since']),
    )
    .addOption(
      new Option(
        '--since <time>',
        "only events from when the store's clock reached this time: 2026-11-27T10:00:00Z, or 30s, 10m, 2h or 7d ago. A clock that was set back reaches a time more than once; the output then begins at one of these points",
      ).argParser(parseTime),
    )
    .addOption(
      new Option('--follow', 'continue with new events as they arrive, until Ctrl-C or the limit').default(
        false,
        'off',
      ),
    )
  withExamples(
    command,
    'tenon log --last 20',
    'tenon log --after end --follow --prefix order-',
    'tenon log --since 2h --type OrderPlaced',
  )
  withOutcome(
    withStoreOptions(withLimit(withFilterOptions(command), 'events')),
    'one recorded event per line, as import accepts them',
    '"events","after"',
  ).action(async (options: Options) => shell.end(await log(shell.terminal, options)))
}

const log = (terminal: Terminal, options: Options): Promise<number> =>
  withStore(terminal, options, EventStore, async (store) => {
    const { stop } = terminal
    const filter = filterOf(options)
    const place = await placeOf(store, options, stop)
    if (place.kind !== 'place') return printOutcome(terminal, place)
    const { show, end } = sheet(terminal, options, eventLine, LOG_COLUMNS)
    const read = await readLog(store, { after: place.after, filter, limit: mostOf(options) }, stop, show)
    if (read.kind !== 'through') return printOutcome(terminal, read)
    await end()
    const { after, events } = read
    if (!options.follow) return done({ events, after })
    const left = { after, filter, limit: options.limit - events }
    const followed = await followLog(store, left, stop, show)
    if (followed.kind !== 'through') return printOutcome(terminal, followed)
    return done({ events: events + followed.events, after: followed.after })
  })

/** Returns the place after which the requested events begin. */
const placeOf = async (store: EventStore, options: Options, stop: AbortSignal): Promise<Found> => {
  const { after, last, since } = options
  if (last !== undefined) return startOfLast(store, filterOf(options), last, stop)
  if (since !== undefined) return startSince(store, since, stop)
  return after === 'end' ? endOf(store, stop) : { kind: 'place', after }
}

/**
 * Returns how many events to read at most before new ones are followed. Without --follow, events that arrive meanwhile
 * are not part of the output.
 */
const mostOf = ({ after, last, limit, follow }: Options): number => {
  if (follow) return limit
  return after === 'end' ? 0 : Math.min(limit, last ?? limit)
}
