import { spawn } from 'node:child_process'
import { ended } from '../../api/cli/tenon-check.ts'

/** A text, the name of its file, and its name in a test. */
export interface Text {
  readonly name: string
  readonly path: string
  readonly text: string
}

const PARSER = import.meta.resolve('oxc-parser')

/** Writes each name before its text is parsed, so that it is known which text crashed the process. */
const THREAD = `Promise.all([import('node:fs'), import('node:worker_threads'), import(${JSON.stringify(PARSER)})]).then(
  ([{ writeSync }, { workerData: { texts, raw } }, { parseSync }]) => {
    for (const { name, path, text } of texts) {
      writeSync(1, name + '\\n')
      try {
        parseSync(path, text, { preserveParens: false, experimentalRawTransfer: raw }).program
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
      }
    }
    writeSync(1, 'all\\n')
  },
)`

const PROCESS = `import { text } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
const workerData = JSON.parse(await text(process.stdin))
new Worker(${JSON.stringify(THREAD)}, { eval: true, workerData, resourceLimits: { stackSizeMb: 2 } })`

/** Parses texts on a stack of 2 MB. Returns the name of the one that crashed the process, or `all`. */
export const parsedOnTwoMegabytes = async (texts: readonly Text[], raw: boolean): Promise<string> => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROCESS])
  child.stdin.on('error', () => undefined).end(JSON.stringify({ texts, raw }))
  const { stdout, stderr } = await ended(child)
  return stdout.trimEnd().split('\n').at(-1) ?? stderr
}
