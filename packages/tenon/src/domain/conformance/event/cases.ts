import type { EventCase } from './case.ts'
import { append } from './cases/append/append.ts'
import { appendAtOnce } from './cases/append/append-at-once.ts'
import { durability } from './cases/store/durability.ts'
import { effectHonesty } from './cases/faults/effect-honesty.ts'
import { under } from './cases/faults/under-fault.ts'
import { keptWhenFull } from './cases/faults/kept-when-full.ts'
import { linearisability, linearisableUnder } from './cases/append/linearisability.ts'
import { noFalseConflict } from './cases/append/no-false-conflict.ts'
import { oneDecision, oneDecisionUnder } from './cases/append/one-decision.ts'
import { noSkippedEvent, noSkippedEventUnder } from './cases/subscribe/no-skipped-event.ts'
import { reachability } from './cases/faults/reachability.ts'
import { names } from './cases/values/names.ts'
import { subscribe } from './cases/subscribe/subscribe.ts'
import { subscribeEnding } from './cases/subscribe/subscribe-ending.ts'
import { payloads } from './cases/values/payloads.ts'
import { closing } from './cases/store/closing.ts'
import { refusal } from './cases/store/refusal.ts'
import { reach } from './cases/store/reach.ts'
import { read } from './cases/read/read.ts'
import { readAll } from './cases/read/read-all.ts'
import { repeat } from './cases/append/repeat.ts'
import { repeatKnown } from './cases/append/repeat-known.ts'
import { streams } from './cases/read/streams.ts'
import type { Fault } from '../fault.ts'

/** Returns every case for a binding that can suffer these faults and give these failures. */
export const casesFor = (faults: readonly Fault[], failures: readonly string[]): readonly EventCase[] => [
  ...append,
  ...appendAtOnce,
  ...repeat,
  ...repeatKnown,
  ...read,
  ...readAll,
  ...streams,
  ...names,
  ...subscribe,
  ...subscribeEnding,
  ...payloads,
  ...closing,
  ...refusal,
  ...reach,
  ...effectHonesty,
  ...noFalseConflict,
  ...durability,
  ...linearisability,
  ...oneDecision,
  ...noSkippedEvent,
  ...reachability(faults, failures),
  ...faults.flatMap(under),
  ...faults.filter(fills).flatMap(keptWhenFull),
  ...faults.filter(passesDuringCalls).map(noSkippedEventUnder),
  ...faults.filter(passesDuringCalls).filter(leavesUnknown).flatMap(linearisableUnder),
  ...faults.filter(passesDuringCalls).filter(leavesUnknown).flatMap(oneDecisionUnder),
]

const passesDuringCalls = ({ strikes, recovery }: Fault): boolean => strikes === 'calls' && recovery === 'by_itself'

const fills = ({ strikes, gives: [usual] }: Fault): boolean => strikes === 'calls' && usual === 'full'

const leavesUnknown = ({ effects }: Fault): boolean => effects.includes('unknown')
