import type { RecordedEvent } from '../../../event/event.ts'
import { type Build, type BuildId, runName } from '../../../projection/build.ts'
import type { Committed, ReadModel } from '../../../projection/read-model.ts'
import type { Run, RunsPage } from '../../../runs/result.ts'
import type { RunsFailed } from '../../../runs/failure.ts'
import type { Runs } from '../../../runs/store.ts'
import { Broken, gives, text } from '../../expect.ts'
import type { RunsContext } from '../case.ts'
import type { Beside } from './beside.ts'

/** The first build of a projection. It is live until another one is. */
export const LIVE: BuildId = Object.freeze({ version: 1, number: 1 })

/** A build beside it. */
export const SECOND: BuildId = Object.freeze({ version: 1, number: 2 })

/** Returns the name of the run of a build. */
export const nameOf = ({ projection }: ReadModel, build: BuildId): string => runName(projection.name, build)

/** Begins the builds with these numbers, in order, and returns the names of their runs. */
export const begun = async (model: ReadModel, ...numbers: readonly number[]): Promise<readonly string[]> => {
  const names: string[] = []
  for (const number of numbers) {
    const { build } = gives(await model.begin(number), 'begun', `the beginning of build ${number}`)
    names.push(nameOf(model, build))
  }
  return names
}

/** Appends an event to a stream, and returns its position. Only streams that begin with `notes-` pass the filter. */
export const note = async (context: RunsContext, { events }: Beside, stream: string): Promise<number> => {
  const event = { id: context.id(), type: 'Noted', data: {}, metadata: {} }
  const appended = await events.append({ stream, expectedRevision: 'any', events: [event] })
  return gives(appended, 'appended', 'an append to the log').position
}

/** Has a build take what its log has after its checkpoint, in one step, as a runner does. */
export const take = async ({ events }: Beside, model: ReadModel, id: BuildId, swap: boolean): Promise<Committed> => {
  const { checkpoint: from } = await buildOf(model, id)
  const { filter } = model.projection
  const page = gives(await events.read_all({ after: from.position, filter, limit: 1_000 }), 'page', 'a page of the log')
  const last = page.events.at(-1) ?? null
  const to = {
    ...from,
    position: page.next,
    last: last === null ? from.last : { position: last.position, id: last.id },
  }
  return model.commit({ build: id, from, to, events: page.events.map((event) => typed(model, event)), swap })
}

const typed = ({ projection }: ReadModel, recorded: RecordedEvent) => {
  const read = projection.events.read(recorded)
  if (read.kind === 'event') return read.event
  throw new Broken(`an event of the case cannot be read: ${text(read)}`)
}

/** Returns a build as its read model has it. */
export const buildOf = async (model: ReadModel, { version, number }: BuildId): Promise<Build> => {
  const { builds } = gives(await model.builds(), 'builds', 'the builds of a read model')
  const build = builds.find((each) => each.version === version && each.number === number)
  if (build === undefined) throw new Broken(`there is no build ${version}.${number} in ${text(builds)}`)
  return build
}

/** Returns a run as it is shown. */
export const shown = async (store: Runs, run: string): Promise<Run> =>
  gives(await store.show({ run }), 'run', `what is shown of ${run}`).run

/** Lists all runs with a prefix, on pages of some size. */
export const listed = async (store: Runs, prefix: string, limit: number): Promise<readonly Run[]> => {
  const runs: Run[] = []
  let after: string | null = null
  do {
    const answer: RunsPage | RunsFailed = await store.list({ prefix, after, limit })
    const page = gives(answer, 'page', 'a listing')
    if (page.runs.length > limit) throw new Broken(`a page of ${limit} has ${page.runs.length} runs`)
    runs.push(...page.runs)
    after = page.next
  } while (after !== null)
  return runs
}
