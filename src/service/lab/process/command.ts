import { execFile } from 'node:child_process'

/** Runs a command to its end, and gives what it printed. Rejects when it cannot be run, or ends with another code than 0. */
export const run = (command: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(command, args, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
  })

/** Whether a command runs here and ends well. */
export const runs = (command: string, ...args: readonly string[]): Promise<boolean> =>
  run(command, ...args).then(
    () => true,
    () => false,
  )
