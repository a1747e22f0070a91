/** Folders that hold more files than they should, until they are divided. */
export const crowded: readonly string[] = []

/** Files that import each other in a circle, until it is cut: one file of each circle, the first by name. */
export const circular: readonly string[] = []

/** Folders that import from each other in a circle, until it is cut: one folder of each circle, the first by name. */
export const circularFolders: readonly string[] = []
