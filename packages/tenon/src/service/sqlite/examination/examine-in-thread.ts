import { Worker } from 'node:worker_threads'
import { type Examinee, examine } from './examine.ts'
import { failureOf, found } from '../failure.ts'

/** This package runs as TypeScript, or as the JavaScript built from it. */
const MODULE = new URL(import.meta.url.endsWith('.ts') ? 'examine.ts' : 'examine.js', import.meta.url).href

/**
 * This code runs both as a script and as a module, because a thread inherits flags of its process such as
 * `--input-type`.
 */
const SCRIPT = `import('node:worker_threads').then(async ({ parentPort, workerData: { module, examinee } }) => {
  const { examine } = await import(module)
  parentPort.postMessage(examine(examinee))
})`

/**
 * Examines a file as `examine` does, in a thread of its own, so that the event loop is not blocked. Resolves when the
 * thread has ended.
 *
 * Fails with `cancelled` at once when the signal fires. SQLite's check cannot be interrupted: the thread ends only when
 * the check does, and a process that exits earlier waits for it.
 */
export const examineInThread = (examinee: Examinee, signal: AbortSignal): Promise<ReturnType<typeof examine>> =>
  new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(failureOf(error, 'open', examinee.settings.path, 'none'))
    try {
      // `stderr: true` hides the thread's warnings. The main thread has shown them already: on Node 22 SQLite is
      // experimental.
      const worker = new Worker(SCRIPT, { eval: true, stderr: true, workerData: { module: MODULE, examinee } })
      const stop = (): void => {
        resolve(found('cancelled', 'open', 'cancelled before it was done.'))
        worker.unref()
        void worker.terminate()
      }
      let end = (): void => fail(new Error('the thread that examined the file ended without an answer'))
      worker.once('message', (answer: ReturnType<typeof examine>) => {
        end = () => resolve(answer)
      })
      worker.once('error', fail)
      worker.once('exit', () => {
        signal.removeEventListener('abort', stop)
        end()
      })
      signal.addEventListener('abort', stop, { once: true })
    } catch {
      // A program may forbid threads (node --permission). Then this thread examines the file.
      try {
        resolve(examine(examinee))
      } catch (error) {
        fail(error)
      }
    }
  })
