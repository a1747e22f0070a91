import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { eventTypes, type EventStore, type Filter, projection, type Projection } from 'tenon'
import {
  project,
  type ProjectionEnd,
  type ProjectionRun,
  type ProjectionState,
  type ProjectSettings,
  type ReadModel,
} from 'tenon/run'
import { z } from 'zod'
import { nth } from '../semantics/stores.ts'

/** The types that the tests of runs append. */
export const Happenings = eventTypes({
  Happened: { version: 1, data: z.object({ n: z.number() }), from: {} },
  Ended: { version: 1, data: z.object({ n: z.number() }), from: {} },
})

/** Every event of the log. */
export const ALL: Filter = { streams: 'all', types: 'all' }

/** Returns a projection in which a test states only what it is about. */
export const projectionOf = (stated: Partial<Projection<typeof Happenings>> = {}): Projection<typeof Happenings> =>
  projection({
    name: 'happenings',
    version: 1,
    events: Happenings,
    filter: ALL,
    unreadable: 'stop',
    unknownType: 'stop',
    ...stated,
  })

/** Returns settings in which a test states only what it is about. */
export const settingsWith = (stated: Partial<ProjectSettings> = {}): ProjectSettings => ({
  pageEvents: 100,
  until: 'stopped',
  rebuild: false,
  ifTakenOver: 'stop',
  backoffMs: 5,
  maxBackoffMs: 20,
  checkMs: 20,
  ...stated,
})

/** Starts a run. It is stopped after the test. */
export const started = (
  t: TestContext,
  store: EventStore,
  models: readonly ReadModel[],
  stated: Partial<ProjectSettings> = {},
): ProjectionRun => {
  const run = project(store, models, settingsWith(stated))
  t.after(() => run.stop())
  run.start()
  return run
}

/** Runs one read model until it ends, and returns how. */
export const endOf = async (
  store: EventStore,
  model: ReadModel,
  stated: Partial<ProjectSettings> = {},
): Promise<ProjectionState & { readonly end: ProjectionEnd }> => {
  const run = project(store, [model], settingsWith({ until: 'caught_up', ...stated }))
  run.start()
  const { end, ...state } = nth(await run.ended, 0)
  assert.ok(end !== null)
  return { ...state, end }
}

/** Resolves once a state of a run is as a test waits for. */
export const until = async (
  run: ProjectionRun,
  holds: (state: ProjectionState) => boolean,
  index = 0,
): Promise<ProjectionState> => {
  for (;;) {
    const state = nth(run.state(), index)
    if (holds(state)) return state
    assert.equal(state.end, null, `it ended before: ${JSON.stringify(state.end)}`)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}
