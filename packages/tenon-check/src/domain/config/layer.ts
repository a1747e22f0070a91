/**
 * The layers of a project: `domain` declares, `service` binds, `api` is how others reach it (command lines, servers,
 * `main.ts`), `test` holds the tests. The rules are about the first two.
 */
export type Layer = 'domain' | 'service' | 'api' | 'test'

/** Every layer, those with rules first. */
export const layers: readonly Layer[] = Object.freeze(['domain', 'service', 'api', 'test'] as const)

/** Whether a file is source code that the rules check, by its extension. */
export const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

/** Whether a file holds only data, which nothing runs, by its extension. */
export const isData = (path: string): boolean => /\.(?:json[5c]?|ya?ml|toml|csv|txt)$/.test(path)
