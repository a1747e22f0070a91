export { type Case, casesOf, type Judged, type StatedCase, type Verdict } from '../domain/conformance/case.ts'
export type { CaseContext, Task, TaskContext } from '../domain/conformance/context.ts'
export { gives, holds, same, Unproved } from '../domain/conformance/expect.ts'
export type { Fault, Place, Prepared, Unavailable } from '../domain/conformance/fault.ts'
export { type Law, laws } from '../domain/conformance/event/laws.ts'
export { eventSpecification } from '../domain/conformance/event/specification.ts'
export { type KeyValueLaw, keyValueLaws } from '../domain/conformance/key-value/laws.ts'
export { keyValueSpecification } from '../domain/conformance/key-value/specification.ts'
export type { Happened, Samples, Specification, Subject } from '../domain/conformance/specification.ts'
export { type Counts, type LawVerdict, type Settled, verdictOnLaw } from '../domain/conformance/summary.ts'
export {
  type CaseCertified,
  type Certificate,
  certificateOf,
  type Certifying,
  flawsOf,
  type LawCertified,
} from '../service/lab/runner/certificate.ts'
export { conformance, type Runnable, type Trial } from '../service/lab/runner/conformance.ts'
export { LossyLink } from '../service/lab/faults/lossy-executor.ts'
export { retrying, tight, usual } from '../service/lab/runner/policies.ts'
export { type Bounds, prove, type Report } from '../service/lab/runner/report.ts'
export type { Exemption, Rig } from '../service/lab/rig.ts'
// Faults, for rigs.
export type { Address, Cut, Direction } from '../service/lab/network/tcp-cut.ts'
export { cuts } from '../service/lab/network/cuts.ts'
export { type Seen, TcpProxy } from '../service/lab/network/tcp-proxy.ts'
export { type Failing, failingCall } from '../service/lab/faults/failing-call.ts'
export { failingWrite } from '../service/lab/faults/failing-write.ts'
export { forbiddenFolder, unwritableFolder } from '../service/lab/faults/forbidden-folder.ts'
export { fullDisk, fullDiskAtOpen } from '../service/lab/faults/full-disk.ts'
export {
  foreignFile,
  type Harmed,
  missingFile,
  replacedFile,
  shortenedFile,
} from '../service/lab/faults/harmed-file.ts'
export { heldLock, type Lock } from '../service/lab/faults/held-lock.ts'
export { missingFolder } from '../service/lab/faults/missing-folder.ts'
export { noHandles } from '../service/lab/faults/no-handles.ts'
export { readOnlyDisk } from '../service/lab/faults/read-only-disk.ts'
export type { Met } from '../service/lab/faults/ready.ts'
