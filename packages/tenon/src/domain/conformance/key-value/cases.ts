import type { Fault } from '../fault.ts'
import type { KeyValueCase } from './case.ts'
import { expiry } from './cases/expiry.ts'
import { keys } from './cases/keys.ts'
import { leases } from './cases/leases.ts'
import { linearisable, linearisableUnder } from './cases/linearisable.ts'
import { noFalseConflict, noFalseConflictUnder } from './cases/no-false-conflict.ts'
import { putCases } from './cases/put.ts'
import { readsLatest } from './cases/reads.ts'
import { forgetting, repeat } from './cases/repeat.ts'
import { revisions } from './cases/revisions.ts'
import { values } from './cases/values.ts'
import { watch } from './cases/watch.ts'
import { watchResuming } from './cases/watch-resuming.ts'

/** Returns the capability's own cases for a binding that can suffer these faults and fail with these words. */
export const casesFor = (faults: readonly Fault[], failures: readonly string[]): readonly KeyValueCase[] => [
  ...putCases,
  ...repeat,
  ...keys,
  ...values,
  ...readsLatest,
  ...revisions,
  ...expiry,
  ...watch,
  ...watchResuming,
  ...linearisable,
  ...noFalseConflict,
  ...leases,
  ...(failures.includes('forgotten') ? forgetting : []),
  ...faults.filter(leavesUnknown).flatMap(noFalseConflictUnder),
  ...faults.filter(leavesUnknown).flatMap(linearisableUnder),
]

const leavesUnknown = ({ strikes, effects }: Fault): boolean => strikes === 'calls' && effects.includes('unknown')
