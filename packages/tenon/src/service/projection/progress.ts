import type { ReadModel } from '../../domain/projection/read-model.ts'
import { GrowthSignal } from '../binding/growth-signal.ts'

/** By the name of the projection, because a run and those who wait may have a read model each. */
const signals = new Map<string, GrowthSignal>()

/** Returns the signal that grows each time a run of this process has moved a build of a read model. */
export const progressOf = ({ projection: { name } }: ReadModel): GrowthSignal => {
  const signal = signals.get(name) ?? new GrowthSignal(NO_WATCH)
  signals.set(name, signal)
  return signal
}

const NO_WATCH = { begin: () => undefined, end: () => undefined }
