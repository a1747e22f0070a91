import { need, Runs } from 'tenon'

/** The least that a need can require of runs. */
export const leastRuns = need(Runs, { durability: 'none', replication: 'single', reach: 'process' })
