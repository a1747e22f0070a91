/**
 * The places of a project: `domain` declares, `service` binds, `api` is how others reach it (command lines, servers, `main.ts`), `test` tries it.
 * The rules are about the first two.
 */
export type Layer = 'domain' | 'service' | 'api' | 'test'

/** Every layer, the ones with rules first. */
export const layers: readonly Layer[] = Object.freeze(['domain', 'service', 'api', 'test'] as const)

/** Whether a file is a source that the rules look at, by how its name ends. */
export const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

/** Whether a file holds data alone, by how its name ends: nothing runs it. */
export const isData = (path: string): boolean => /\.(?:json[5c]?|ya?ml|toml|csv|txt)$/.test(path)
