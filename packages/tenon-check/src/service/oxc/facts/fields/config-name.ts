/** Matches the endings of the names of configs. */
const ENDS = 'Config|Settings|Options'

const DECLARED = new RegExp(`(?:${ENDS})$`)
const TAKEN = new RegExp(`^#?(?:${ENDS.toLowerCase()}|\\w*(?:${ENDS}))$`)

/**
 * Whether the name of a type, a class or a constant says that it is a config: `PgConfig`, `PgSettings`, `PgOptions`.
 */
export const isConfigName = (name: string): boolean => DECLARED.test(name)

/** Whether the name of a field or a parameter says that it is a config: `config`, `#settings`, `pgOptions`. */
export const takesConfigBy = (name: string): boolean => TAKEN.test(name)
