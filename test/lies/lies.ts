import { append } from './append.ts'
import { closing } from './closing.ts'
import { durability } from './durability.ts'
import { effectHonesty } from './effect-honesty.ts'
import { honest } from './honest.ts'
import type { Lie } from './lie.ts'
import { linearisability } from './linearisability.ts'
import { names } from './names.ts'
import { noFalseConflict } from './no-false-conflict.ts'
import { noSkippedEvent } from './no-skipped-event.ts'
import { payloads } from './payloads.ts'
import { reach } from './reach.ts'
import { reachability } from './reachability.ts'
import { readAll } from './read-all.ts'
import { read } from './read.ts'
import { refusal } from './refusal.ts'
import { repeat } from './repeat.ts'
import { streams } from './streams.ts'
import { subscribe } from './subscribe.ts'
import { total } from './total.ts'
import { worksAfter } from './works-after.ts'

/** The lies, each by the name of what it breaks, and one who does not lie. */
export const lies: { readonly [name: string]: Lie } = {
  honest,
  append,
  repeat,
  read,
  read_all: readAll,
  streams,
  subscribe,
  names,
  payloads,
  closing,
  refusal,
  reach,
  effect_honesty: effectHonesty,
  no_false_conflict: noFalseConflict,
  total,
  reachability,
  works_after: worksAfter,
  durability,
  no_skipped_event: noSkippedEvent,
  linearisability,
}
