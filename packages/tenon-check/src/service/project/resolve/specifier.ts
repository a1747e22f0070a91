/** Whether a specifier is a path: relative, or absolute. */
export const isRelative = (specifier: string): boolean => /^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier)

/** Returns the package that a bare specifier names, or `null` if the specifier is not bare. */
export const packageOf = (specifier: string): string | null =>
  /^(?:@[^/]+\/[^/]+|[^@./#~][^/]*)/.exec(specifier)?.[0] ?? null

/** Returns the name of the package with the types of a package. */
export const typesOf = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`
