import { type Command, Option } from 'commander'
import type { Read } from '../../../domain/event/intent.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { done, type Ending } from '../session/outcome.ts'
import { isCancelled } from '../session/print-failure.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withOutcome, withStoreOptions } from '../session/store-options.ts'
import { withExamples, withLimit, wordOrNumber } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { sheet } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { eventLine, STREAM_COLUMNS } from './event-line.ts'
import { PAGE } from './log/log-pages.ts'
import { printOutcome } from './print-outcome.ts'

interface Options extends SessionOptions {
  readonly from: Read['from'] | undefined
  readonly direction: Read['direction']
  readonly limit: number
}

/** Adds `tenon read`. */
export const addRead = (program: Command, shell: Shell): void => {
  const command = program
    .command('read')
    .description('Reads the events of one stream.')
    .argument('<stream>', "the stream's name")
    .addOption(
      new Option(
        '--from <revision>',
        'the first event: start, end or a revision (default: start, or end if the direction is backward)',
      ).argParser(wordOrNumber(['start', 'end'], 0)),
    )
    .addOption(
      new Option('--direction <way>', 'the direction to read in').choices(['forward', 'backward']).default('forward'),
    )
  withExamples(command, 'tenon read order-7', 'tenon read order-7 --direction backward --limit 10 --json')
  withOutcome(
    withStoreOptions(withLimit(command, 'events')),
    'one recorded event per line, as import accepts them',
    '"events","next"',
  ).action(async (stream: string, options: Options) => shell.end(await read(shell.terminal, stream, options)))
}

const read = (terminal: Terminal, stream: string, options: Options): Promise<number> =>
  withStore(terminal, options, EventStore, (store) => {
    const { direction, limit } = options
    const from = options.from ?? (direction === 'forward' ? 'start' : 'end')
    return pages(terminal, store, { stream, from, direction, limit }, options)
  })

const pages = async (terminal: Terminal, store: EventStore, wanted: Read, options: Options): Promise<Ending> => {
  const { show, end } = sheet(terminal, options, eventLine, STREAM_COLUMNS)
  let next: Read['from'] | 'done' = wanted.from
  let events = 0
  while (next !== 'done' && events < wanted.limit && !terminal.stop.aborted) {
    const limit = Math.min(wanted.limit - events, PAGE)
    const page: Awaited<ReturnType<typeof store.read>> = await store.read(
      { ...wanted, from: next, limit },
      { signal: terminal.stop, deadlineMs: null },
    )
    if (isCancelled(page, terminal.stop)) break
    if (page.kind !== 'page') return printOutcome(terminal, page)
    await show(page.events)
    events += page.events.length
    next = page.next
  }
  await end()
  return done({ events, next })
}
