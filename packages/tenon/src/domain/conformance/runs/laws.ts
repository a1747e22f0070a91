/**
 * What every binding of runs must keep beside the laws that the kit derives, one sentence for each law. The hostile ones
 * need faults, other processes or races.
 */
export const runsLaws = Object.freeze({
  list: { says: 'Every run is listed once, in the order of the code points of the names.', hostile: false },
  state: { says: 'A run is shown with the state of its build and the head of its log.', hostile: false },
  waiting: {
    says: 'A run has an event waiting exactly while it has yet to take one that passes its filter.',
    hostile: false,
  },
  pause: { says: 'A run that is paused adds no event until it is resumed.', hostile: false },
  drop: { says: 'A run that is dropped is gone with its build, and one that is live is not dropped.', hostile: false },
} as const)

/** The name of a law of runs. */
export type RunsLaw = keyof typeof runsLaws
