import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a command to its end, and gives what it printed. Rejects when it cannot be run, or ends with another code than 0. */
export const run = async (command: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await start(command, args)
  return stdout
}

/** Whether a command runs here and ends well. */
export const runs = (command: string, ...args: readonly string[]): Promise<boolean> =>
  run(command, ...args).then(
    () => true,
    () => false,
  )

const start = promisify(execFile)
