import { Worker } from 'node:worker_threads'
import type { SqliteStoreConfig } from './config.ts'
import { examine } from './examine.ts'
import { failureOf, found } from '../failure.ts'

/** This package runs as TypeScript, and as the JavaScript made of it. */
const MODULE = new URL(import.meta.url.endsWith('.ts') ? 'examine.ts' : 'examine.js', import.meta.url).href

/** It runs as a script and as a module: a thread takes over flags of its process such as `--input-type`. */
const SCRIPT = `import('node:worker_threads').then(async ({ parentPort, workerData: { module, config } }) => {
  const { examine } = await import(module)
  parentPort.postMessage(examine(config))
})`

/**
 * Examines a file as `examine` does, in a thread of its own, so that the event loop goes on. Resolves when the thread has ended.
 *
 * Fails with `cancelled` at once when the signal fires. SQLite's check cannot be interrupted: the thread then ends when the check does,
 * and a process that exits before waits for it.
 */
export const examineAside = (config: SqliteStoreConfig, signal: AbortSignal): Promise<ReturnType<typeof examine>> =>
  new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(failureOf(error, 'open', config.path, 'none'))
    try {
      // The main thread has shown its warnings already: on Node 22 SQLite is experimental.
      const worker = new Worker(SCRIPT, { eval: true, stderr: true, workerData: { module: MODULE, config } })
      const stop = (): void => {
        resolve(found('cancelled', 'open', 'called off before it was done.'))
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
      // A program may forbid threads (node --permission): then it is examined in this one.
      try {
        resolve(examine(config))
      } catch (error) {
        fail(error)
      }
    }
  })
