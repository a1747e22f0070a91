import type { Committed, ReadModel } from 'tenon/run'

/** A step of any read model. */
export type AnyStep = Parameters<ReadModel['commit']>[0]

/** Returns a read model that commits in another way, and is the given one in all else. */
export const withCommit = (model: ReadModel, commit: (step: AnyStep) => Promise<Committed>): ReadModel => ({
  projection: model.projection,
  open: () => model.open(),
  openExisting: () => model.openExisting(),
  close: () => model.close(),
  builds: () => model.builds(),
  begin: (number) => model.begin(number),
  commit,
  pause: (build, paused) => model.pause(build, paused),
  drop: (build) => model.drop(build),
})
