import { EventStore } from '../../domain/event/store.ts'
import { KeyValue } from '../../domain/key-value/store.ts'
import { Runs } from '../../domain/runs/store.ts'
import { streamNames } from './event/streams/stream-names.ts'
import { deciderNames } from './run/deciders.ts'
import { projectionNames } from './session/projections.ts'
import type { StoreOptions } from './session/store-options.ts'
import type { Loading } from './session/config.ts'

/** The capabilities of this library. Commands for any capability also find those of the config. */
export const capabilities = Object.freeze([EventStore, KeyValue, Runs] as const)

/** Looks up names in the chosen store or in the config that begin with a text. It need not return more than `most`. */
export type LookUpNames = (
  terminal: Loading,
  options: StoreOptions,
  begun: string,
  most: number,
) => Promise<readonly string[]>

/** The kinds of names that a shell can complete beside those of any capability, each with its look-up. */
export const storedNames: ReadonlyMap<string, LookUpNames> = new Map<string, LookUpNames>([
  ['streams', streamNames],
  ['deciders', deciderNames],
  ['projections', projectionNames],
])

/** Which arguments and options take such names: their placeholders in the help, and the kinds of the names. */
export const namePlaceholders: ReadonlyMap<string, string> = new Map([
  ['stream', 'streams'],
  ['prefix', 'streams'],
  ['decider', 'deciders'],
  ['projections', 'projections'],
])
