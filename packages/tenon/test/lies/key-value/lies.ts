import { expiry } from './expiry.ts'
import { fencing } from './fencing.ts'
import { honest } from './honest.ts'
import { keys } from './keys.ts'
import type { Lie } from './lie.ts'
import { linearisable } from './linearisable.ts'
import { noFalseConflict } from './no-false-conflict.ts'
import { put } from './put.ts'
import { readsLatest } from './reads-latest.ts'
import { repeat } from './repeat.ts'
import { revisionNeverAgain } from './revision-never-again.ts'
import { values } from './values.ts'
import { watch, watchOfTheLiving } from './watch.ts'
import { watchResumes } from './watch-resumes.ts'

/** The lies by the law that they break, with several for some laws, and one executor that does not lie. */
export const lies: { readonly [name: string]: Lie } = {
  honest,
  put,
  repeat,
  keys,
  values,
  reads_latest: readsLatest,
  revision_never_again: revisionNeverAgain,
  expiry,
  watch,
  watch_resumes: watchResumes,
  linearisable,
  no_false_conflict: noFalseConflict,
  fencing,
  'watch/living': watchOfTheLiving,
}
