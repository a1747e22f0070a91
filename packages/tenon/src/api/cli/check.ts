import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { packageVersion } from '../../service/node/package.ts'

/** Where a command line runs, as both packages understand it: they share no code. */
export interface Surroundings {
  /** The folder from which relative paths start. */
  readonly folder: string
  readonly input: () => Readable
  readonly output: Writable
  readonly notes: Writable
  /** Aborts on SIGINT or SIGTERM, with the name of the signal as its reason. */
  readonly interrupt: AbortSignal
  /** Starts to listen for signals. */
  readonly listen: () => void
}

/** What the module `tenon-check/cli` exports. */
export interface Checker {
  /** The version of the package. */
  readonly version: string
  /** Runs one command line of the checker to its end and returns its exit code. It never rejects. */
  readonly run: (words: readonly string[], surroundings: Surroundings, stray: Promise<never>) => Promise<number>
  /** What a shell can complete below `check`. */
  readonly places: () => Promise<readonly unknown[]>
}

/** The checker of a project, or a sentence that says why there is none. */
export type Found =
  | { readonly kind: 'found'; readonly checker: Checker }
  | { readonly kind: 'none'; readonly says: string }

/**
 * Finds the checker that is installed for the folder of a config, or else beside this package. It must have the same
 * major and minor version as this package.
 */
export const checkerFor = async (folder: string): Promise<Found> => {
  const own = await packageVersion()
  const path = resolvedFrom(join(folder, 'tenon.config.ts')) ?? resolvedFrom(import.meta.url)
  if (path === null)
    return {
      kind: 'none',
      says: `"tenon check" needs the package tenon-check. Install it: npm install --save-dev tenon-check@~${own}`,
    }
  const checker = (await import(pathToFileURL(path).href)) as Checker
  if (minorOf(checker.version) === minorOf(own)) return { kind: 'found', checker }
  return {
    kind: 'none',
    says: `tenon ${own} cannot run tenon-check ${checker.version} (${path}): their minor versions differ. Install the one that fits: npm install --save-dev tenon-check@~${own}`,
  }
}

const resolvedFrom = (module: string): string | null => {
  try {
    return createRequire(module).resolve('tenon-check/cli')
  } catch {
    return null
  }
}

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

/** The folder of the config that the words of a command name, or else the folder of the command. */
export const configFolder = (words: readonly string[], folder: string): string => {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='))
  const path = words[at]?.startsWith('--config=') === true ? words[at].slice('--config='.length) : words[at + 1]
  return at === -1 || path === undefined ? folder : dirname(resolve(folder, path))
}
