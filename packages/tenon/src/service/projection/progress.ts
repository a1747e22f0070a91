import type { ReadModel } from '../../domain/projection/read-model.ts'
import { GrowthSignal } from '../binding/growth-signal.ts'

const signals = new WeakMap<ReadModel, GrowthSignal>()

/** Returns the signal that grows each time a run of this process has moved a build of a read model. */
export const progressOf = (model: ReadModel): GrowthSignal => {
  const signal = signals.get(model) ?? new GrowthSignal(NO_WATCH)
  signals.set(model, signal)
  return signal
}

const NO_WATCH = { begin: () => undefined, end: () => undefined }
