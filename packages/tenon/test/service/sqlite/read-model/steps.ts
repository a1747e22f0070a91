import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import type { Build, Checkpoint, ReadModel, Step } from 'tenon/run'
import { gives } from '../../semantics/stores.ts'
import type { Entered } from '../../projection/laws/ledger.ts'
import type { LedgerTypes } from './ledger.ts'

/** Returns the checkpoint after these events. */
export const after = (from: Checkpoint, events: readonly Entered[]): Checkpoint => {
  const last = events.at(-1)
  return last === undefined
    ? from
    : { ...from, position: last.position, last: { position: last.position, id: last.id } }
}

/** Returns the step that adds these events to a build. */
export const stepOf = (build: Build, events: readonly Entered[], swap = false): Step<LedgerTypes> => ({
  build,
  from: build.checkpoint,
  to: after(build.checkpoint, events),
  events,
  swap,
})

/** Opens a read model. It is closed after the test. */
export const opened = async <M extends ReadModel>(t: TestContext, model: M): Promise<M> => {
  gives(await model.open(), 'opened')
  t.after(() => model.close())
  return model
}

/** Begins a build, or returns the one that is there. */
export const begun = async (model: ReadModel, number = 1): Promise<Build> =>
  gives(await model.begin(number), 'begun').build

/** Returns the rows of a query through a connection of its own, as a reader gets them. */
export const rowsOf = (path: string, sql: string): readonly object[] => {
  using db = new DatabaseSync(path, { readOnly: true })
  return db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }))
}
