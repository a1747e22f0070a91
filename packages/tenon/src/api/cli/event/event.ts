import { type Command, Option } from 'commander'
import type { RecordedEvent } from '../../../domain/event/event.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { done, type Ending } from '../session/outcome.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withStoreOptions } from '../session/store-options.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import { Progress } from '../terminal/progress.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'
import { fieldsOf } from './event-line.ts'
import { type EventAddress, eventAddress, lookUp } from './find/event-address.ts'
import { CAUSATION, causesOf, CORRELATION } from './find/related-events.ts'
import { printOutcome } from './print-outcome.ts'

interface Options extends SessionOptions {
  readonly causes: boolean
}

/** Adds `tenon event`. */
export const addEvent = (program: Command, shell: Shell): void => {
  const command = program
    .command('event')
    .summary('Shows one event as JSON, with its cause and its effects.')
    .description(
      `Shows one event as JSON, with the event that caused it, the events that it caused, and the other events of its correlation. These are found by metadata: ${CAUSATION.join(' or ')} holds the id of the cause, and ${CORRELATION.join(' or ')} a text that related events share. To find them, or to find an event by its id, the command reads the log from its start.`,
    )
    .argument('<event>', 'its id, its position, or stream@revision', eventAddress)
    .addOption(
      new Option(
        '--no-causes',
        'only the event itself; it is found at once by its position or by stream@revision, and by its id as soon as the log reaches it',
      ),
    )
  withExamples(
    command,
    'tenon event order-7@0',
    'tenon event 1204 --no-causes',
    'tenon event 0f8fad5b-d9cb-469f-a165-70867728950e --json | jq .caused',
  )
  withJson(
    withStoreOptions(command),
    'the outcome on one line: {"kind":"done","event","causedBy","caused","correlated","leftOut"}, or another kind, such as {"kind":"no_event"}',
  ).action(async (address: EventAddress, options: Options) => shell.end(await show(shell.terminal, address, options)))
}

const show = (terminal: Terminal, address: EventAddress, options: Options): Promise<number> =>
  withStore(terminal, options, EventStore, async (store) => {
    const progress = new Progress(terminal.notes)
    const found = await lookUp(store, address, terminal.stop, progress)
    progress.clear()
    if (found.kind === 'event') return shown(terminal, store, found.event, options)
    if (found.kind !== 'no_event') return printOutcome(terminal, found)
    await terminal.notes.line(`tenon: ${clean(found.says)}`)
    return { code: exits.finding, outcome: found }
  })

const shown = async (
  terminal: Terminal,
  store: EventStore,
  event: RecordedEvent,
  options: Options,
): Promise<Ending> => {
  const found = await causes(terminal, store, event, options)
  if (found.kind !== 'causes') return printOutcome(terminal, found)
  const fields = { event: fieldsOf(event), ...found.causes }
  if (!options.json && !terminal.stop.aborted) await terminal.output.line(pretty(fields))
  return done(fields)
}

const causes = async (terminal: Terminal, store: EventStore, event: RecordedEvent, options: Options) => {
  if (!options.causes) return { kind: 'causes', causes: {} } as const
  const progress = new Progress(terminal.notes)
  const found = await causesOf(store, event, terminal.stop, progress)
  progress.clear()
  return found
}

/** Returns JSON on several lines, with characters escaped that would move a terminal's cursor. */
const pretty = (value: object): string => JSON.stringify(value, null, 2).split('\n').map(clean).join('\n')
