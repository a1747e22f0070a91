import { runtime } from '../../../../service/node/runtime.ts'
import type { ProjectionRun, ProjectionState } from '../../../../service/projection/run.ts'
import { StatusLine } from '../../terminal/progress.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { clean } from '../../terminal/visible.ts'
import { LiveText } from './live-text.ts'
import { News } from './news.ts'

/**
 * Starts runs and shows them until all have ended: news as lines, and on a terminal also a line that is replaced. Stops
 * them when the terminal stops. Returns how each projection ended.
 */
export const followRuns = async (
  { notes, stop }: Terminal,
  runs: readonly ProjectionRun[],
): Promise<readonly ProjectionState[]> => {
  const line = new StatusLine(notes)
  const begun = runtime.now()
  const views = statesOf(runs).map(() => ({ text: new LiveText(begun), news: new News() }))
  const tell = (states: readonly ProjectionState[]): void => {
    const seconds = (runtime.now() - begun) / 1000
    const told = states.map((state, i) => views[i]?.news.of(state, seconds)).filter((says) => says !== undefined)
    if (told.length > 0) line.clear()
    for (const says of told) void notes.line(clean(says))
  }
  const show = (): void => {
    const states = statesOf(runs)
    tell(states)
    line.show(states.map((state, i) => views[i]?.text.of(state, runtime.now())).join('   '))
  }
  const end = (): void => {
    for (const run of runs) void run.stop()
  }
  stop.addEventListener('abort', end)
  for (const run of runs) run.start()
  if (stop.aborted) end()
  const timer = setInterval(show, EVERY_MS)
  const ended = await Promise.all(runs.map((run) => run.ended))
  clearInterval(timer)
  stop.removeEventListener('abort', end)
  line.clear()
  const states = ended.flat()
  tell(states)
  return states
}

const EVERY_MS = 200

const statesOf = (runs: readonly ProjectionRun[]): readonly ProjectionState[] => runs.flatMap((run) => run.state())
