import { closeEntry, type EntryFailed, type EntryOpened, openEntry } from '../../../../service/projection/entry.ts'
import { done, type Ending } from '../../session/outcome.ts'
import { failureSentence, isCancelled, printGaps } from '../../session/print-failure.ts'
import type { ChosenProjection } from '../../session/projections.ts'
import { statusOf } from '../../session/status.ts'
import { exits } from '../../terminal/exits.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { clean } from '../../terminal/visible.ts'

/** A projection of a config, with all that it needs open. */
export interface OpenProjection extends ChosenProjection {
  readonly opened: EntryOpened
}

/** Opens what projections need, does the work, and closes everything in any case. Prints failures on the notes. */
export const withEntries = async (
  terminal: Terminal,
  chosen: readonly ChosenProjection[],
  work: (open: readonly OpenProjection[]) => Promise<Ending>,
): Promise<Ending> => {
  const ending = await opened(terminal, chosen, work).catch(async (thrown: unknown) => {
    await closed(terminal, chosen)
    throw thrown
  })
  const closing = await closed(terminal, chosen)
  return ending.code === exits.well ? (closing ?? ending) : ending
}

const opened = async (
  terminal: Terminal,
  chosen: readonly ChosenProjection[],
  work: (open: readonly OpenProjection[]) => Promise<Ending>,
): Promise<Ending> => {
  const open: OpenProjection[] = []
  for (const each of chosen) {
    // If the command is stopped first, closing, which comes next, ends the opening.
    const answer = await Promise.race([openEntry(each.entry, { events: 'fail', kept: 'make' }), terminal.stopped()])
    if (answer === undefined) return done({ projections: [] })
    if (answer.kind === 'failed') return printFailed(terminal, each, answer)
    open.push({ ...each, opened: answer })
  }
  return work(open)
}

/** Closes what projections need. Prints what could not be closed, and returns the first of it. */
const closed = async (terminal: Terminal, chosen: readonly ChosenProjection[]): Promise<Ending | undefined> => {
  let first: Ending | undefined
  for (const each of chosen) {
    const answer = await closeEntry(each.entry)
    if (answer.kind === 'failed') first ??= await printFailed(terminal, each, answer)
  }
  return first
}

const printFailed = async (
  terminal: Terminal,
  { name }: ChosenProjection,
  { part, why }: EntryFailed,
): Promise<Ending> => {
  const place = `projections.${name}.${part}`
  if (why.kind === 'shortfall') return { code: await printGaps(terminal, place, why.gaps), outcome: why }
  if (isCancelled(why, terminal.stop)) return done({ projections: [] })
  await terminal.notes.line(`tenon: ${clean(`${place}: ${failureSentence(why)}`)}`)
  return { code: statusOf(why.failure, undefined).exit, outcome: why }
}
