/** How the names of configs end. */
const ENDS = 'Config|Settings|Options'

const DECLARED = new RegExp(`(?:${ENDS})$`)
const TAKEN = new RegExp(`^#?(?:${ENDS.toLowerCase()}|\\w*(?:${ENDS}))$`)

/** Whether a type, a class or a constant is a config by its name: `PgConfig`, `PgSettings`, `PgOptions`. */
export const isConfigName = (name: string): boolean => DECLARED.test(name)

/** Whether a field or a parameter is a config by its name: `config`, `#settings`, `pgOptions`. */
export const takesConfigBy = (name: string): boolean => TAKEN.test(name)
