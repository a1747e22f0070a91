import { styleText } from 'node:util'
import type { Decider, DeciderParts } from '../../../../domain/decider/decider.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import { fieldsOf } from '../../event/event-line.ts'
import { printOutcome } from '../../event/print-outcome.ts'
import { done, type Ending } from '../../session/outcome.ts'
import { exits } from '../../terminal/exits.ts'
import type { Output, Terminal } from '../../terminal/terminal.ts'
import { clean, visible } from '../../terminal/visible.ts'
import type { Change } from './changes.ts'
import type { StreamState, Unfolded } from './fold-stream.ts'

/** What was found out about a stream. */
export interface StateReport {
  readonly stream: string
  readonly decider: Decider<DeciderParts>
  readonly reached: StreamState
  /** The earlier revision that the state is compared with, and what changed since; `null` if none is. */
  readonly diff: { readonly since: Revision | 'start'; readonly changes: readonly Change[] } | null
}

/** Prints a state, or what changed in it, and returns the outcome. */
export const printState = async (
  { output, notes, stop }: Terminal,
  { json }: { readonly json: boolean },
  report: StateReport,
): Promise<Ending> => {
  const { decider, reached, diff } = report
  const { event, shown } = reached
  if (!json && !stop.aborted) {
    await notes.line(clean(captionOf(report)))
    await output.write(
      diff === null ? `${visible(JSON.stringify(shown, null, 2))}\n` : changesText(output, diff.changes),
    )
  }
  return done({
    decider: decider.name,
    version: decider.version,
    event: event === null ? null : fieldsOf(event),
    state: shown,
    ...diff,
  })
}

/** Prints why a stream could not be folded, which becomes the outcome. */
export const printUnfolded = async (terminal: Terminal, why: Unfolded): Promise<Ending> => {
  if (why.kind !== 'no_event' && why.kind !== 'unreadable' && why.kind !== 'defect') return printOutcome(terminal, why)
  await terminal.notes.line(`tenon: ${clean(why.kind === 'no_event' ? why.says : `${why.kind}: ${why.says}`)}`)
  return { code: exits.finding, outcome: why }
}

const captionOf = ({ stream, decider, reached: { event }, diff }: StateReport): string => {
  const folded = `, folded by ${decider.name} version ${decider.version}`
  if (event === null) return `${stream} before its first event${folded}`
  const { revision, type, recordedAt, position } = event
  const after = `after ${type} of ${new Date(recordedAt).toISOString()} at position ${position}`
  if (diff === null) return `${stream} at revision ${revision}, ${after}${folded}`
  const from = diff.since === 'start' ? 'the start' : `revision ${diff.since}`
  const none = diff.changes.length === 0 ? '; nothing changed' : ''
  return `${stream} from ${from} to revision ${revision}, ${after}${folded}${none}`
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
