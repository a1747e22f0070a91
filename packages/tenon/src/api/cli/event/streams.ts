import { type Command, Option } from 'commander'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { StreamsPage } from '../../../domain/event/result.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { done, type Ending } from '../session/outcome.ts'
import { isCancelled } from '../session/print-failure.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withOutcome, withStoreOptions } from '../session/store-options.ts'
import { withExamples, withLimit } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { type Column, sheet } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { PAGE } from './log/log-pages.ts'
import { printOutcome } from './print-outcome.ts'
import { Categories, type Counted } from './streams/categories.ts'

interface Options extends SessionOptions {
  readonly prefix: string
  readonly after: string | undefined
  readonly categories: boolean
  readonly limit: number
}

/** Adds `tenon streams`. */
export const addStreams = (program: Command, shell: Shell): void => {
  const command = program
    .command('streams')
    .description('Lists streams and their last revisions, ordered by name.')
    .option('--prefix <text>', 'only streams whose names begin with this text', '')
    .option('--after <name>', 'only streams whose names come after this name; it need not exist')
    .addOption(
      new Option(
        '--categories',
        'list categories instead, each with its number of streams; a category is the part of a name before the first -',
      )
        .default(false, 'off')
        .conflicts(['after', 'limit']),
    )
  withExamples(command, 'tenon streams --prefix order-', 'tenon streams --categories')
  withOutcome(
    withStoreOptions(withLimit(command, 'streams')),
    'one {"stream","revision"} per line, or {"category","streams"}',
    '"streams","after"} or {"kind":"done","categories","streams"',
  ).action(async (options: Options) => shell.end(await list(shell.terminal, options)))
}

type Listed = StreamsPage['streams'][number]

const list = (terminal: Terminal, options: Options): Promise<number> =>
  withStore(terminal, options, EventStore, (store) =>
    options.categories ? categories(terminal, store, options) : streams(terminal, store, options),
  )

const streams = async (terminal: Terminal, store: EventStore, options: Options): Promise<Ending> => {
  const { show, end } = sheet(
    terminal,
    options,
    ({ stream, revision }) => JSON.stringify({ stream, revision }),
    STREAMS,
  )
  const listed = await eachPage(terminal, store, options, show)
  if (listed.kind === 'failed') return printOutcome(terminal, listed)
  await end()
  return done({ streams: listed.streams, after: listed.after })
}

const categories = async (terminal: Terminal, store: EventStore, options: Options): Promise<Ending> => {
  const { show, end } = sheet(terminal, options, (counted) => JSON.stringify(counted), CATEGORIES)
  const counting = new Categories()
  const listed = await eachPage(terminal, store, options, (page) =>
    show(page.flatMap(({ stream }) => counting.take(stream))),
  )
  if (listed.kind === 'failed') return printOutcome(terminal, listed)
  // If the command was stopped, the remaining categories are not counted to their end.
  if (!terminal.stop.aborted) await show(counting.rest())
  await end()
  return done({ categories: counting.count, streams: listed.streams })
}

const STREAMS: readonly Column<Listed>[] = [
  { heading: 'revision', align: 'right', show: ({ revision }) => String(revision) },
  { heading: 'stream', align: 'left', show: ({ stream }) => stream },
]

const CATEGORIES: readonly Column<Counted>[] = [
  { heading: 'streams', align: 'right', show: ({ streams: many }) => String(many) },
  { heading: 'category', align: 'left', show: ({ category }) => category },
]

/** The number of streams that were listed, and the name to continue after, or `null` if there are no more. */
interface Through {
  readonly kind: 'through'
  readonly streams: number
  readonly after: string | null
}

const eachPage = async (
  { stop }: Terminal,
  store: EventStore,
  { prefix, after: from, limit }: Options,
  give: (page: readonly Listed[]) => Promise<void>,
): Promise<Through | EventStoreFailed> => {
  let after = from ?? null
  let many = 0
  do {
    const page: Awaited<ReturnType<typeof store.streams>> = await store.streams(
      { prefix, after, limit: Math.min(limit - many, PAGE) },
      { signal: stop, deadlineMs: null },
    )
    if (isCancelled(page, stop)) break
    if (page.kind === 'failed') return page
    await give(page.streams)
    many += page.streams.length
    after = page.next
  } while (after !== null && many < limit && !stop.aborted)
  return { kind: 'through', streams: many, after }
}
