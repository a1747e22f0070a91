import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs a command, and returns what it printed. Rejects with an `Error` that holds the last line of its standard error
 * if the command fails.
 */
export const run = (command: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(command, args, { env: { ...process.env, LC_ALL: 'C' } }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else {
        const said = stderr.trim().split('\n').at(-1) ?? ''
        reject(new Error(`${command}: ${said === '' ? error.message : said}`, { cause: error }))
      }
    })
  })

/**
 * Does work while it holds a lock on a file, so that no other process does the same work. The system frees the lock of
 * a process that dies.
 */
export const alone = async <Value>(file: string, work: () => Promise<Value>): Promise<Value> => {
  const lock = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(lock, 'close')
  await Promise.race([once(lock.stdout, 'data'), ended.then(() => Promise.reject(new Error('flock failed.')))])
  try {
    return await work()
  } finally {
    lock.stdin.end()
    await ended
  }
}
