import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { buffer } from 'node:stream/consumers'
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Answers } from '../answers.ts'
import { LENGTH_BYTES, type Wanted } from '../aside.ts'
import { commentsHere } from '../comments.ts'
import { literalsHere } from '../literal.ts'
import { parse, type Parse } from '../parse.ts'
import { readHere } from '../read.ts'
import { isTooDeep } from '../walk/walk.ts'

/**
 * Reads the texts from the standard input and writes each answer to the standard output at once, because the next text
 * may crash the process. It works in a worker thread: the stack of a main thread depends on the shell's limit, while a
 * worker's stack has the size stated here, so the same texts can be read on every machine.
 */
export const readStandardInput = async (): Promise<Worker> => {
  enableCompileCache()
  const wanted = await buffer(process.stdin)
  const most = LEAST_BYTES + wanted.length * BYTES_PER_CHARACTER
  setInterval(() => endAbove(most), POLL_MS).unref()
  return new Worker(SCRIPT, {
    eval: true,
    workerData: { module: import.meta.url, wanted },
    resourceLimits: { stackSizeMb: STACK_MB },
  })
}

/** Kills the process when it takes too much memory; a thread that is parsing cannot be stopped in another way. */
const endAbove = (most: number): void => {
  if (process.memoryUsage.rss() > most) process.kill(process.pid, 'SIGKILL')
}

/** How often to look. A text that explodes takes a megabyte or two in each millisecond. */
const POLL_MS = 10

/** More than twice what the process takes before it reads anything. */
const LEAST_BYTES = 384 * 1024 ** 2

/** Code written by hand takes up to 170 bytes for each character, and 1.9 MB of nothing but `a();` takes 400. */
const BYTES_PER_CHARACTER = 600

const SCRIPT = `const { module, wanted } = require('node:worker_threads').workerData
import(module).then(({ answer }) => answer(wanted))`

/** Enough for about 10,000 nested brackets, or one expression of 30,000 lines. */
const STACK_MB = 16

/** Reads each text and writes its answer to the standard output. */
export const answer = (wanted: Uint8Array): void => {
  // The bytes come from our own parent process, so their shape is known.
  for (const each of deserialize(wanted) as readonly Wanted<keyof Answers>[]) {
    const bytes = serialize(answerTo(each))
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32LE(bytes.length)
    write(Buffer.concat([length, bytes]))
  }
}

const answerTo = ({ of, path, text, depth }: Wanted<keyof Answers>): Answers[keyof Answers] => {
  switch (of) {
    case 'facts':
      return readHere(parseUnlessDeep, { path, text, depth })
    case 'comments':
      return commentsHere(path, text)
    case 'literals':
      return literalsHere(path, text)
    default:
      return of satisfies never
  }
}

/**
 * As `parse`, but throws a `RangeError` for a tree that is too deep: collectors walk subtrees recursively, so no part of
 * it may be visited.
 */
const parseUnlessDeep: Parse = (path, text) => {
  const parsed = parse(path, text)
  if (isTooDeep(parsed.program)) throw new RangeError('The tree is too deep.')
  return parsed
}

/** Writes all bytes before it returns. If the pipe is full (EAGAIN), it waits a millisecond while the parent reads. */
const write = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;)
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
}
