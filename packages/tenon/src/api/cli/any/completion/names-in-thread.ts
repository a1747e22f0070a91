import { Worker } from 'node:worker_threads'
import type { NameRequest } from './names.ts'

/** The package runs both as TypeScript and as compiled JavaScript. */
const MODULE = new URL(import.meta.url.endsWith('.ts') ? 'names.ts' : 'names.js', import.meta.url).href

const SCRIPT = `import('node:worker_threads').then(async ({ parentPort, workerData: { module, request } }) => {
  const { namesFor } = await import(module)
  parentPort.postMessage(await namesFor(request))
})`

/**
 * Returns the requested names, or none if they cannot be found within a time. They are looked up in a thread, because a
 * config may block for ever, print, or end its process.
 */
export const namesWithin = (request: NameRequest, mostMs: number): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      stdout: true,
      stderr: true,
      workerData: { module: MODULE, request },
    })
    const end = (names: readonly string[]): void => {
      clearTimeout(timer)
      resolve(names)
      worker.unref()
      void worker.terminate()
    }
    const timer = setTimeout(end, mostMs, [])
    worker.once('message', end)
    worker.once('error', () => end([]))
    worker.once('exit', () => end([]))
  })
