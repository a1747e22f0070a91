import type { Command } from 'commander'
import { EventStore } from '../../../domain/event/store.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { done, type Ending } from '../session/outcome.ts'
import { type SessionOptions, withCreatedStore } from '../session/session.ts'
import { withStoreOptions } from '../session/store-options.ts'
import { choose } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { linesIn, MOST_LINE_BYTES } from '../terminal/input.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import { Progress } from '../terminal/progress.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'
import { readLine } from './import/import-line.ts'
import { ParallelImport } from './import/parallel-import.ts'

/** Adds `tenon import`. */
export const addImport = (program: Command, shell: Shell): void => {
  const command = program
    .command('import')
    .summary('Appends the events of a file. It can be repeated.')
    .description(SAYS)
    .argument('<file>', 'the file to read, or - for the standard input')
  withExamples(command, 'tenon import orders.ndjson', 'tenon log --prefix order- --json | tenon import - --store copy')
  withJson(
    withStoreOptions(command),
    'the outcome: {"kind","appended","repeated","through","seconds","stopped"}; its kind is "done", or "stopped" at a line',
  ).action(async (file: string, options: SessionOptions) => shell.end(await importFrom(shell.terminal, file, options)))
}

const SAYS = `Appends the events of a file, one {"stream","id","type","data","metadata"} per line.
Lines written by export also have a "revision": such an event is stored at exactly that revision or not at all, so an import can be repeated. Without a revision, an event is appended to the end of its stream. "position" and "recordedAt" are ignored, because each store assigns its own.
The output of read, log and export with --json is accepted too. Its last line is the outcome; if it says that the command did not finish, the import stops.
Events of one stream are stored in the order of the file; events of different streams are stored concurrently. A line that cannot be stored stops the import; the lines before it are stored.`

const importFrom = async (terminal: Terminal, file: string, options: SessionOptions): Promise<number> =>
  withCreatedStore(terminal, options, await choose(terminal, options, EventStore), async (store, { binding }) => {
    const progress = new Progress(terminal.notes)
    const importing = await take(terminal, store, file, progress)
    progress.clear()
    const { appended, repeated, trouble } = importing
    const ending = endingOf(importing, progress)
    await terminal.notes.line(
      `${figure(appended)} appended, ${figure(repeated)} repeated, ${progress.rate(appended + repeated)}.`,
    )
    if (trouble === undefined && !terminal.stop.aborted) return ending
    const safe = !importing.unplaced || binding.grants.dedupe === 'forever'
    if (trouble !== undefined)
      await terminal.notes.line(`tenon: line ${trouble.line} of ${file}: ${clean(trouble.says)}`)
    await terminal.notes.line(`${whatIsStored(importing)} ${safe ? SAFE : UNSAFE}`)
    return ending
  })

const endingOf = ({ appended, repeated, through, trouble }: ParallelImport, progress: Progress): Ending => {
  const seconds = Number(progress.seconds().toFixed(3))
  if (trouble === undefined) return done({ appended, repeated, through, seconds, stopped: null })
  const { line, says, exit } = trouble
  const outcome = { kind: 'stopped', appended, repeated, through, seconds, stopped: { line, says } }
  return { code: exit, outcome }
}

const take = async (
  terminal: Terminal,
  store: EventStore,
  file: string,
  progress: Progress,
): Promise<ParallelImport> => {
  const importing = new ParallelImport(store, terminal.interrupt)
  const lines = await linesIn(terminal, file, MOST_LINE_BYTES)
  let number = 0
  try {
    for await (const line of lines) {
      number = line.number
      const read = readLine(line)
      if (read.kind === 'append') await importing.take(number, read.append)
      else if (read.kind === 'blank') importing.settle(number)
      else importing.halt({ line: number, says: `${read.says}.`, exit: exits.usage, goesOn: true })
      if (importing.trouble !== undefined || terminal.interrupt.aborted) break
      progress.at(importing.appended + importing.repeated, 'events')
    }
  } catch (error) {
    // If the command was stopped, the file is not at fault.
    if (!terminal.stop.aborted)
      importing.halt({
        line: number + 1,
        says: `could not be read: ${troubleWith(file, error)}`,
        exit: exits.usage,
        goesOn: true,
      })
  }
  await importing.settled()
  return importing
}

const whatIsStored = ({ through, sent, trouble }: ParallelImport): string => {
  if (sent === 0) return 'Nothing was sent.'
  const parts = [
    ...(through === 0 ? [] : [through === 1 ? 'line 1 is stored' : `lines 1 to ${figure(through)} are stored`]),
    // These were sent while an earlier line was in flight that was then refused or not answered.
    ...(sent > through + 1 ? [`some of lines ${figure(through + 1)} to ${figure(sent)} may be stored`] : []),
    `nothing after line ${figure(Math.max(through, sent, trouble?.line ?? 0))} was sent`,
  ].join('; ')
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`
}

const figure = (count: number): string => count.toLocaleString('en')

const SAFE =
  'It is safe to run the import again: events that are stored already are recognised and counted as repeated.'

const UNSAFE =
  'Running the import again would store the lines without a revision a second time: the dedupe of this store does not recognise them.'
