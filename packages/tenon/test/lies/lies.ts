import { append } from './append.ts'
import { closing, closingThatMakes } from './closing.ts'
import { durability } from './durability.ts'
import { effectHonesty, effectHonestyOfTheCalledOff, effectHonestyOfTheLost } from './effect-honesty.ts'
import { honest } from './honest.ts'
import type { Lie } from './lie.ts'
import { linearisability, linearisabilityOfTheOvertaken } from './linearisability.ts'
import { foldedNames, names } from './names.ts'
import { noFalseConflict } from './no-false-conflict.ts'
import { noSkippedEvent } from './no-skipped-event.ts'
import { oneDecision, oneDecisionForgotten } from './one-decision.ts'
import { payloads } from './payloads.ts'
import { reach } from './reach.ts'
import { reachability } from './reachability.ts'
import { readAll, readAllWhenFull } from './read-all.ts'
import { read } from './read.ts'
import { refusal } from './refusal.ts'
import { repeat } from './repeat.ts'
import { streams } from './streams.ts'
import { subscribe, subscribeWithAGap } from './subscribe.ts'
import { total, totalOfTheRejecting } from './total.ts'
import { claimedDurability, durabilityUntilFull, tornDurability } from './weak-durability.ts'
import { worksAfter, worksAfterButForSubscribers, worksAfterButForTheLog } from './works-after.ts'

/** The lies by the law that they break, with several for some laws, and one executor that does not lie. */
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
  one_decision: oneDecision,
  'read_all/full': readAllWhenFull,
  'subscribe/gap': subscribeWithAGap,
  'names/folded': foldedNames,
  'closing/makes': closingThatMakes,
  'effect_honesty/lost': effectHonestyOfTheLost,
  'effect_honesty/called_off': effectHonestyOfTheCalledOff,
  'total/rejecting': totalOfTheRejecting,
  'works_after/log': worksAfterButForTheLog,
  'works_after/subscribers': worksAfterButForSubscribers,
  'durability/torn': tornDurability,
  'durability/claimed': claimedDurability,
  'durability/full': durabilityUntilFull,
  'linearisability/overtaken': linearisabilityOfTheOvertaken,
  'one_decision/forgotten': oneDecisionForgotten,
}
