import { styleText } from 'node:util'
import type { Decider, DeciderParts } from '../../../../domain/decider/decider.ts'
import { fieldsOf } from '../../event/event-line.ts'
import { printOutcome } from '../../event/print-outcome.ts'
import { done, type Ending } from '../../session/outcome.ts'
import { exits } from '../../terminal/exits.ts'
import type { Output, Terminal } from '../../terminal/terminal.ts'
import { clean, visible } from '../../terminal/visible.ts'
import { type Change, changesBetween } from './changes.ts'
import type { FoundState, NotFound } from './find-state.ts'

/** What was found out about a stream, and with which decider. */
export interface StateReport {
  readonly stream: string
  readonly decider: Decider<DeciderParts>
  readonly found: FoundState
}

/** Prints a state, or what changed in it, and returns the outcome. */
export const printState = async (
  { output, notes, stop }: Terminal,
  { json }: { readonly json: boolean },
  report: StateReport,
): Promise<Ending> => {
  const { state, event, earlier } = report.found
  const changes = earlier === null ? null : changesBetween(earlier.state, state)
  if (!json && !stop.aborted) {
    const none = changes?.length === 0 ? '; nothing changed' : ''
    await notes.line(clean(`${captionOf(report)}${none}`))
    await output.write(changes === null ? `${visible(JSON.stringify(state, null, 2))}\n` : changesText(output, changes))
  }
  const { name: decider, version } = report.decider
  const diff = earlier === null ? {} : { since: earlier.since, changes }
  return done({ decider, version, event: fieldsOf(event), state, ...diff })
}

/** Prints why a state could not be found, which becomes the outcome. */
export const printNotFound = async (terminal: Terminal, why: NotFound): Promise<Ending> => {
  if (why.kind !== 'no_event' && why.kind !== 'unreadable' && why.kind !== 'defect') return printOutcome(terminal, why)
  await terminal.notes.line(`tenon: ${clean(why.kind === 'no_event' ? why.says : `${why.kind}: ${why.says}`)}`)
  return { code: exits.finding, outcome: why }
}

const captionOf = ({ stream, decider, found }: StateReport): string => {
  const { revision, type, recordedAt, position } = found.event
  const since = found.earlier?.since
  const from = since === 'start' ? 'the start' : `revision ${since}`
  const way = since === undefined ? 'at' : `from ${from} to`
  return `${stream} ${way} revision ${revision}, after ${type} of ${new Date(recordedAt).toISOString()} at position ${position}, folded by ${decider.name} version ${decider.version}`
}

/** Returns changes as lines for people, in the form of a diff. */
const changesText = (output: Output, changes: readonly Change[]): string => {
  const width = Math.min(Math.max(0, ...changes.map(({ path }) => path.length)), MOST_WIDTH)
  return changes
    .flatMap(({ path, before, after }) => [
      ...(before === undefined ? [] : [coloured(output, 'red', `- ${path.padEnd(width)}  ${JSON.stringify(before)}`)]),
      ...(after === undefined ? [] : [coloured(output, 'green', `+ ${path.padEnd(width)}  ${JSON.stringify(after)}`)]),
    ])
    .map((line) => `${line}\n`)
    .join('')
}

/** Longer paths stick out of their column. */
const MOST_WIDTH = 40

const coloured = ({ colours }: Output, colour: 'red' | 'green', line: string): string =>
  colours ? styleText(colour, clean(line), { validateStream: false }) : clean(line)
