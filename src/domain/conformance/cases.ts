import type { Case } from './case.ts'
import { append } from './cases/append.ts'
import { appendAtOnce } from './cases/append-at-once.ts'
import { durability } from './cases/durability.ts'
import { effectHonesty } from './cases/effect-honesty.ts'
import { under } from './cases/faults.ts'
import { keptWhenFull } from './cases/kept-when-full.ts'
import { linearisability, linearisableUnder } from './cases/linearisability.ts'
import { noFalseConflict } from './cases/no-false-conflict.ts'
import { noSkippedEvent, noSkippedEventUnder } from './cases/no-skipped-event.ts'
import { reachability } from './cases/reachability.ts'
import { names } from './cases/names.ts'
import { subscribe } from './cases/subscribe.ts'
import { subscribeEnding } from './cases/subscribe-ending.ts'
import { payloads } from './cases/payloads.ts'
import { closing } from './cases/closing.ts'
import { refusal } from './cases/refusal.ts'
import { reach } from './cases/reach.ts'
import { read } from './cases/read.ts'
import { readAll } from './cases/read-all.ts'
import { repeat } from './cases/repeat.ts'
import { repeatKnown } from './cases/repeat-known.ts'
import { streams } from './cases/streams.ts'
import type { Fault } from './fault.ts'

/** Every case there is for a binding that can suffer these faults and give these failures. */
export const casesFor = (faults: readonly Fault[], failures: readonly string[]): readonly Case[] => [
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
  ...noSkippedEvent,
  ...reachability(faults, failures),
  ...faults.flatMap(under),
  ...faults.filter(fills).flatMap(keptWhenFull),
  ...faults.filter(passesDuringCalls).map(noSkippedEventUnder),
  ...faults.filter(passesDuringCalls).filter(leavesUnknown).flatMap(linearisableUnder),
]

const passesDuringCalls = ({ strikes, recovery }: Fault): boolean => strikes === 'calls' && recovery === 'by_itself'

const fills = ({ strikes, gives: [usual] }: Fault): boolean => strikes === 'calls' && usual === 'full'

const leavesUnknown = ({ effects }: Fault): boolean => effects.includes('unknown')
