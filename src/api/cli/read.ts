import { type Command, Option } from 'commander'
import type { Read } from '../../domain/event/intent.ts'
import type { EventStore } from '../../domain/event/store.ts'
import { type EventLine, jsonLine, STREAM_CAPTION, streamLine } from './event-line.ts'
import { type StoreOptions, withJson, withLimit, withStoreOptions, wordOrNumber } from './options.ts'
import { PAGE } from './paging.ts'
import { withStore } from './session.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { tell } from './tell.ts'
import type { Terminal } from './terminal.ts'

interface Options extends StoreOptions {
  readonly from: Read['from'] | undefined
  readonly direction: Read['direction']
  readonly limit: number
  readonly json: boolean
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
        'the first event to give: start, end or a revision (default: start, or end when it goes backward)',
      ).argParser(wordOrNumber(['start', 'end'], 0)),
    )
    .addOption(new Option('--direction <way>', 'which way to go').choices(['forward', 'backward']).default('forward'))
  withJson(withStoreOptions(withLimit(command, 'events')), 'one recorded event a line, as import takes them').action(
    async (stream: string, options: Options) => shell.end(await read(shell.terminal, stream, options)),
  )
}

const read = (terminal: Terminal, stream: string, options: Options): Promise<number> =>
  withStore(terminal, options, async (store) => {
    const line = options.json ? jsonLine : streamLine(terminal.output.columns)
    const { direction } = options
    const from = options.from ?? (direction === 'forward' ? 'start' : 'end')
    if (!options.json) await terminal.notes.line(STREAM_CAPTION)
    return pages(terminal, store, { stream, from, direction, limit: options.limit }, line)
  })

const pages = async (terminal: Terminal, store: EventStore, wanted: Read, line: EventLine): Promise<number> => {
  let { from, limit } = wanted
  while (limit > 0 && !terminal.stop.aborted) {
    const page = await store.read(
      { ...wanted, from, limit: Math.min(limit, PAGE) },
      { signal: terminal.stop, deadlineMs: null },
    )
    if (page.kind !== 'page') return tell(terminal, page)
    await terminal.output.write(page.events.map((event) => `${line(event)}\n`).join(''))
    if (page.next === 'done') break
    from = page.next
    limit -= page.events.length
  }
  return exits.well
}
