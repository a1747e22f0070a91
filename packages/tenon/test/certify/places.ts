import { join } from 'node:path'

/** The folders of the sources and of the rigs. */
export const FILES: readonly string[] = ['../../src/', '../service/'].map((path) => new URL(path, import.meta.url).href)

/** What an executor is made of, whatever its technology, below the first of these folders. */
const SHARED = ['domain/data/', 'domain/event/', 'domain/key-value/', 'domain/vocabulary/', 'service/binding/']

/**
 * The files that the executor of a technology is made of, as `file:` addresses. A certificate is behind once one of
 * them has changed.
 */
export const sourcesOf = (technology: 'memory' | 'sqlite' | 'nats'): readonly string[] =>
  addressesOf([...SHARED, `service/${technology}/`])

/** The files that the executor of runs is made of, over stores of a technology. */
export const sourcesOfRuns = (technology: 'memory' | 'sqlite'): readonly string[] => [
  ...sourcesOf(technology),
  ...addressesOf(['domain/projection/', 'domain/runs/', 'service/projection/']),
]

const addressesOf = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => new URL(`../../src/${path}`, import.meta.url).href)

/** The folder of the project's documents, which holds the certificates. */
export const DOCS = join(import.meta.dirname, '../../../../docs')
