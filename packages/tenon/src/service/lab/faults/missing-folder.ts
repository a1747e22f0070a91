import { rename } from 'node:fs/promises'
import type { Fault } from '../../../domain/conformance/fault.ts'
import { type Met, nothing, ready } from './ready.ts'

/** Makes a fault: the folder of a place is missing when a store is opened there. */
export const missingFolder = (met: Met): Fault => ({
  name: 'missing_folder',
  says: 'The folder is missing when the store is opened.',
  strikes: 'open',
  ...met,
  prepare: ({ folder }) =>
    Promise.resolve(
      ready({
        strike: () => rename(folder, `${folder}.aside`),
        heal: () => rename(`${folder}.aside`, folder),
        end: nothing,
      }),
    ),
})
