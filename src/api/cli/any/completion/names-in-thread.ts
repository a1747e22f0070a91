import { Worker } from 'node:worker_threads'
import type { Asked } from './names.ts'

/** This package runs as TypeScript, and as the JavaScript made of it. */
const MODULE = new URL(import.meta.url.endsWith('.ts') ? 'names.ts' : 'names.js', import.meta.url).href

const SCRIPT = `import('node:worker_threads').then(async ({ parentPort, workerData: { module, asked } }) => {
  const { namesFor } = await import(module)
  parentPort.postMessage(await namesFor(asked))
})`

/** The names that are asked for; none where they are not known within a time. They are looked up in a thread, because a config may never yield, print, or end its process. */
export const namesWithin = (asked: Asked, mostMs: number): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      stdout: true,
      stderr: true,
      workerData: { module: MODULE, asked },
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
