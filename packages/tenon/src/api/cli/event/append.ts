import { type Command, Option } from 'commander'
import type { ExpectedRevision } from '../../../domain/event/append.ts'
import type { Event } from '../../../domain/event/event.ts'
import type { AppendResult } from '../../../domain/event/result.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { newId } from '../../../service/node/id.ts'
import { done } from '../session/outcome.ts'
import { conclude, type SessionOptions, withCreatedStore } from '../session/session.ts'
import { withStoreOptions } from '../session/store-options.ts'
import { choose } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { linesIn, MOST_LINE_BYTES } from '../terminal/input.ts'
import { jsonOption, parsedJson } from '../terminal/json-input.ts'
import { withExamples, withJson, wordOrNumber } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { printOutcome } from './print-outcome.ts'

interface Options extends SessionOptions {
  readonly expected: ExpectedRevision
  readonly type: string | undefined
  readonly data: string | undefined
  readonly metadata: string | undefined
  readonly id: string | undefined
  readonly events: string | undefined
}

/** Adds `tenon append`. */
export const addAppend = (program: Command, shell: Shell): void => {
  const command = program
    .command('append')
    .description('Appends one event, or the events of a file, to one stream. Stores all of them or none.')
    .argument('<stream>', "the stream's name")
    .addOption(
      new Option('--expected <revision>', 'where the stream must end: any, no_stream, stream_exists or a revision')
        .argParser(wordOrNumber(['any', 'no_stream', 'stream_exists'], 0))
        .makeOptionMandatory(),
    )
    .option('--type <name>', "the event's type")
    .option('--data <json>', "the event's data: JSON, or @ and the name of a JSON file, or - for the standard input")
    .option('--metadata <json>', "the event's metadata, a JSON object (default: {})")
    .option('--id <uuid>', "the event's id (default: a random one, which is printed)")
    .addOption(
      new Option(
        '--events <file>',
        'a file with one {"id","type","data","metadata"} per line, or - for the standard input, instead of one event; an event without an id gets a random one',
      ).conflicts(['type', 'data', 'metadata', 'id']),
    )
  withExamples(
    command,
    `tenon append order-7 --expected no_stream --type OrderPlaced --data '{"lines":3}'`,
    'tenon append order-7 --expected 0 --type OrderPaid --data @payment.json',
    "jq -c '.events[]' order.json | tenon append order-7 --expected any --events -",
  )
  withJson(withStoreOptions(command), 'the outcome as one JSON object, with the ids of the events').action(
    async (stream: string, options: Options) => shell.end(await append(shell.terminal, stream, options)),
  )
}

const append = async (terminal: Terminal, stream: string, options: Options): Promise<number> => {
  const chosen = await choose(terminal, options, EventStore)
  const given = await eventsFor(terminal, options).catch((error: unknown) => {
    if (terminal.stop.aborted) return undefined
    throw error
  })
  if (given === undefined) return conclude(terminal, options, done({ stream, ids: [] }))
  const { events, made } = given
  return withCreatedStore(terminal, options, chosen, async (store) => {
    const answer = await store.append({ stream, expectedRevision: options.expected, events })
    const ids = events.map(({ id }) => id)
    const outcome = { stream, ...answer, ids }
    if (answer.kind !== 'appended') return { ...(await printOutcome(terminal, answer)), outcome }
    if (!options.json) await terminal.output.write(appendedText(answer, ids, made))
    return { code: exits.well, outcome }
  })
}

/** Returns the answer as lines. The ids of several events are listed, in their order, only if some were made here. */
const appendedText = (appended: AppendResult & { kind: 'appended' }, ids: readonly string[], made: boolean): string => {
  const { revision, position, repeated } = appended
  const many = ids.length === 1 ? `id ${ids[0]}` : `${ids.length} events`
  const lines = [`${repeated ? 'repeated' : 'appended'}  revision ${revision}  position ${position}  ${many}`]
  if (made && ids.length > 1) lines.push(...ids.map((id) => `id ${id}`))
  return lines.map((line) => `${line}\n`).join('')
}

/** The events to append, and whether some of their ids were made here. */
interface Events {
  readonly events: readonly Event[]
  readonly made: boolean
}

const eventsFor = (terminal: Terminal, options: Options): Promise<Events> =>
  options.events === undefined ? oneEvent(terminal, options) : eventsOf(terminal, options.events)

const oneEvent = async (terminal: Terminal, { type, data, metadata, id }: Options): Promise<Events> => {
  if (type === undefined || data === undefined)
    throw new UsageError('append takes --type and --data for one event, or --events for the events of a file.')
  const parsed = parsedJson('--metadata', metadata ?? '{}')
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new UsageError('--metadata must be a JSON object.')
  const event = { id: id ?? newId(), type, data: await jsonOption(terminal, '--data', data), metadata: parsed }
  return { events: [event], made: id === undefined }
}

const eventsOf = async (terminal: Terminal, file: string): Promise<Events> => {
  const events: Event[] = []
  let made = false
  for await (const line of await linesIn(terminal, file, MOST_LINE_BYTES)) {
    if (line.kind === 'flawed') throw new UsageError(`line ${line.number} of ${file} ${line.says}.`)
    if (line.text.trim() === '') continue
    const event = parsedJson(`line ${line.number} of ${file}`, line.text)
    const lacks = typeof event === 'object' && event !== null && !Array.isArray(event) && !Object.hasOwn(event, 'id')
    if (lacks) made = true
    // The store refuses what is not an event, and names the invalid field.
    events.push((lacks ? { id: newId(), ...event } : event) as Event)
  }
  return { events, made }
}
