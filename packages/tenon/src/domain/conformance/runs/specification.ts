import { Runs, type RunsCapability } from '../../runs/store.ts'
import type { Specification } from '../specification.ts'
import { drop } from './cases/drop.ts'
import { list } from './cases/list.ts'
import { pause } from './cases/pause.ts'
import { state } from './cases/state.ts'
import { waiting } from './cases/waiting.ts'
import { samples } from './given/calls.ts'
import type { UseBeside } from './given/beside.ts'
import { runsLaws } from './laws.ts'
import { subjects } from './subjects.ts'

/**
 * Returns what every binding of runs must keep. Runs begin when projections run, and no operation begins one, so a rig
 * says how to use the log and the read models of a place beside the store that is tried. They are those of
 * `countedNotes`.
 */
export const runsSpecification = (beside: UseBeside): Specification<RunsCapability> =>
  Object.freeze({
    capability: Runs,
    laws: runsLaws,
    cases: () => [list, state, waiting, pause, drop].flatMap((cases) => cases(beside)),
    tasks: [],
    subjects: subjects(beside),
    samples,
  })
