/**
 * The ladders that capabilities share. A capability declares those that apply to it, and may add ladders of its own.
 * Each lists its rungs, weakest first.
 */
export const commonLadders = Object.freeze({
  /** What an acknowledged write survives: nothing, a crash of its process, or a loss of power. */
  durability: Object.freeze(['none', 'process_crash', 'power_loss'] as const),
  /** How many servers hold an acknowledged write: one, or a majority of several. */
  replication: Object.freeze(['single', 'quorum'] as const),
  /** Who finds the same store: one process, all processes of one machine, or all machines of a network. */
  reach: Object.freeze(['process', 'machine', 'network'] as const),
})
