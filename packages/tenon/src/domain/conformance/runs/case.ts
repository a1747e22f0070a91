import type { RunsCapability } from '../../runs/store.ts'
import { type Case, casesOf, type StatedCase } from '../case.ts'
import type { CaseContext } from '../context.ts'
import type { RunsLaw } from './laws.ts'

/** A case of runs. */
export interface RunsCase extends Case<RunsCapability> {}

/** Everything that a case of runs can use. */
export interface RunsContext extends CaseContext<RunsCapability> {}

/** Makes the cases of a law of runs. */
export const runsCases = (law: RunsLaw, stated: readonly StatedCase<RunsCapability>[]): readonly RunsCase[] =>
  casesOf(law, stated)
