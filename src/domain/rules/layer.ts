/**
 * The places of a project: `domain` declares, `service` binds, `api` is how others reach it (command lines, servers, `main.ts`), `test` tries it.
 * The rules are about the first two.
 */
export type Layer = 'domain' | 'service' | 'api' | 'test'

/** Every layer, the ones with rules first. */
export const layers: readonly Layer[] = Object.freeze(['domain', 'service', 'api', 'test'] as const)
