import { KeyValue, type KeyValueCapability } from '../../key-value/store.ts'
import type { Specification } from '../specification.ts'
import { casesFor } from './cases.ts'
import { samples } from './given/calls.ts'
import { keyValueLaws } from './laws.ts'
import { putAbsent } from './subjects.ts'
import { tasks } from './tasks.ts'

/** What every binding of a key-value store must keep. */
export const keyValueSpecification: Specification<KeyValueCapability> = Object.freeze({
  capability: KeyValue,
  laws: keyValueLaws,
  cases: casesFor,
  tasks,
  subjects: Object.freeze([putAbsent]),
  samples,
})
