import { execFile } from 'node:child_process'

/** Runs a command to its end, and returns its output. Rejects if it cannot be run, or if its exit code is not 0. */
export const run = (command: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(command, args, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
  })

/** Returns whether a command runs here and exits with 0. */
export const runs = (command: string, ...args: readonly string[]): Promise<boolean> =>
  run(command, ...args).then(
    () => true,
    () => false,
  )
