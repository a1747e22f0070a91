import type { CheckShell, Configure } from './cli/program.ts'
import { packageVersion } from '../service/node/package.ts'

// The command line is loaded when it is called: loading commander reads the environment and opens the standard streams.

/** Returns the version of this package. */
export const version = (): Promise<string> => packageVersion()

/** Runs one command line of the checker in this process and returns its exit code. It never rejects. */
export const run = async (args: readonly string[], shell: CheckShell): Promise<number> =>
  (await import('./cli/program.ts')).run(args, shell)

/** Returns a function that describes the checker's commands on an empty command of commander. */
export const checkCommand = async (args: readonly string[]): Promise<Configure> =>
  (await import('./cli/program.ts')).checkCommand(args)
