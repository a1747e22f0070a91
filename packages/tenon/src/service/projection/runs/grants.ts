import type { Grants } from '../../../domain/capability/need.ts'
import type { RunsCapability, RunsFailure } from '../../../domain/runs/store.ts'
import { commonFailures } from '../../../domain/vocabulary/failures.ts'
import { commonLadders } from '../../../domain/vocabulary/ladders.ts'
import type { ProjectionEntry } from '../entry.ts'

/** What a binding of runs grants. */
export type RunsGrants = Grants<RunsCapability>

/**
 * What a read model may have in addition to its methods: what it grants of the ladders that capabilities share. The runs
 * of one that does not have it grant the lowest rungs.
 */
export interface Granting {
  readonly grants: RunsGrants
}

const LOWEST: RunsGrants = Object.freeze({ durability: 'none', replication: 'single', reach: 'process' })

/** Returns what the runs of some projections grant: of each ladder the lowest rung that a part of them grants. */
export const grantsOf = (entries: readonly ProjectionEntry[]): RunsGrants => {
  const granted = entries.flatMap((entry) => [entry.events.grants, keptGrants(entry)])
  const lowest = <Rung extends string>(ladder: readonly [Rung, ...Rung[]], name: string): Rung =>
    ladder.find((rung) => granted.some((each) => each[name] === rung)) ?? ladder[0]
  return Object.freeze({
    durability: lowest(commonLadders.durability, 'durability'),
    replication: lowest(commonLadders.replication, 'replication'),
    reach: lowest(commonLadders.reach, 'reach'),
  })
}

const keptGrants = (entry: ProjectionEntry): { readonly [guarantee: string]: string } => {
  if ('entries' in entry) return entry.entries.grants
  const model: object = entry.model
  return isGranting(model) ? model.grants : LOWEST
}

const isGranting = (model: object): model is Granting =>
  'grants' in model && typeof model.grants === 'object' && model.grants !== null

/** Returns the failures that calls about the runs of some projections can have. A read model may give any. */
export const failuresOf = (entries: readonly ProjectionEntry[]): readonly RunsFailure[] => {
  const given = new Set<string>(['cancelled', 'closed'])
  for (const entry of entries) {
    const kept = 'entries' in entry ? entry.entries.failures : COMMON
    for (const word of [...entry.events.failures, ...kept]) given.add(word)
  }
  return Object.freeze(COMMON.filter((word) => given.has(word)))
}

/** Returns whether a word is one of the failures that capabilities share, which are those of runs. */
export const isRunsFailure = (word: string): word is RunsFailure => Object.hasOwn(commonFailures, word)

const COMMON = Object.keys(commonFailures).filter(isRunsFailure)
