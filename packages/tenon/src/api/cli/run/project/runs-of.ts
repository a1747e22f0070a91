import { isDeepStrictEqual } from 'node:util'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { ReadModel } from '../../../../domain/projection/read-model.ts'
import { project } from '../../../../service/projection/project.ts'
import type { ProjectionRun, ProjectSettings } from '../../../../service/projection/run.ts'
import type { OpenProjection } from './with-entries.ts'

/** How the command line changes the settings of a config. */
export interface RunOptions {
  readonly rebuild: boolean
  readonly once: boolean
}

/** Projections that share one scan of a log. */
interface Shared {
  readonly events: EventStore
  readonly settings: ProjectSettings
  readonly models: ReadModel[]
}

/** Returns runs of open projections. Those with the same store of events and the same settings share a run. */
export const runsOf = (open: readonly OpenProjection[], options: RunOptions): readonly ProjectionRun[] => {
  const scans: Shared[] = []
  for (const { entry, opened } of open) {
    const { events, model } = opened
    const settings = settingsUnder(entry.settings, options)
    const scan = scans.find((each) => each.events === events && isDeepStrictEqual(each.settings, settings))
    if (scan === undefined) scans.push({ events, settings, models: [model] })
    else scan.models.push(model)
  }
  return scans.map(({ events, settings, models }) => project(events, models, settings))
}

const settingsUnder = (settings: ProjectSettings, { rebuild, once }: RunOptions): ProjectSettings => ({
  ...settings,
  until: once ? 'caught_up' : 'stopped',
  rebuild: rebuild || settings.rebuild,
})
