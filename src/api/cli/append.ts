import { type Command, Option } from 'commander'
import type { Event } from '../../domain/event/event.ts'
import type { ExpectedRevision } from '../../domain/event/append.ts'
import type { JsonInput } from '../../domain/event/json.ts'
import type { AppendResult } from '../../domain/event/result.ts'
import { newId } from '../../service/node/id.ts'
import { linesIn, MOST_LINE_BYTES } from './input.ts'
import { type StoreOptions, withJson, withStoreOptions, wordOrNumber } from './options.ts'
import { withStore } from './session.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { tell } from './tell.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

interface Options extends StoreOptions {
  readonly expected: ExpectedRevision
  readonly type: string | undefined
  readonly data: string | undefined
  readonly metadata: string | undefined
  readonly id: string | undefined
  readonly events: string | undefined
  readonly json: boolean
}

/** Adds `tenon append`. */
export const addAppend = (program: Command, shell: Shell): void => {
  const command = program
    .command('append')
    .description('Appends one event, or the events of a file, to one stream: all or none.')
    .argument('<stream>', "the stream's name")
    .addOption(
      new Option('--expected <revision>', 'where the stream must end: any, no_stream, stream_exists or a revision')
        .argParser(wordOrNumber(['any', 'no_stream', 'stream_exists'], 0))
        .makeOptionMandatory(),
    )
    .option('--type <name>', "the event's type")
    .option('--data <json>', "the event's data")
    .option('--metadata <json>', "the event's metadata, a JSON object (default: {})")
    .option('--id <uuid>', "the event's id (default: a random one, which is printed)")
    .addOption(
      new Option(
        '--events <file>',
        'a file of {"id","type","data","metadata"} lines, or - for the standard input, instead of one event',
      ).conflicts(['type', 'data', 'metadata', 'id']),
    )
  withJson(withStoreOptions(command), 'the outcome, whatever it is, with the ids of the events').action(
    async (stream: string, options: Options) => shell.end(await append(shell.terminal, stream, options)),
  )
}

const append = async (terminal: Terminal, stream: string, options: Options): Promise<number> => {
  const events = options.events === undefined ? [oneEvent(options)] : await eventsOf(terminal, options.events)
  return withStore(terminal, options, async (store) => {
    const outcome = await store.append({ stream, expectedRevision: options.expected, events })
    const ids = events.map(({ id }) => id)
    if (options.json) await terminal.output.line(JSON.stringify({ stream, ...outcome, ids }))
    if (outcome.kind !== 'appended') return tell(terminal, outcome)
    if (!options.json) await terminal.output.line(sentence(outcome, ids))
    return exits.well
  })
}

const sentence = (outcome: AppendResult & { kind: 'appended' }, ids: readonly string[]): string =>
  `${outcome.repeated ? 'repeated' : 'appended'}  revision ${outcome.revision}  position ${outcome.position}  ${
    ids.length === 1 ? `id ${ids[0]}` : `${ids.length} events`
  }`

const oneEvent = ({ type, data, metadata, id }: Options): Event => {
  if (type === undefined || data === undefined)
    throw new UsageError('append takes --type and --data for one event, or --events for the events of a file.')
  const parsed = json('--metadata', metadata ?? '{}')
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new UsageError('--metadata must be a JSON object.')
  return { id: id ?? newId(), type, data: json('--data', data), metadata: parsed }
}

const eventsOf = async (terminal: Terminal, file: string): Promise<Event[]> => {
  const events: Event[] = []
  for await (const line of await linesIn(terminal, file, MOST_LINE_BYTES)) {
    if (line.kind === 'flawed') throw new UsageError(`line ${line.number} of ${file} ${line.says}.`)
    // What is no event is the store's to refuse: it names the place.
    if (line.text.trim() !== '') events.push(json(`line ${line.number} of ${file}`, line.text) as Event)
  }
  return events
}

/** JSON that came from outside; it is `JSON.parse` that makes it `JsonInput`. */
const json = (place: string, text: string): JsonInput => {
  try {
    return JSON.parse(text) as JsonInput
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
