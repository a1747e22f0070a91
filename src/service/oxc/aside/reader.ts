import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { buffer } from 'node:stream/consumers'
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { type Answers, LENGTH_BYTES, type Wanted } from '../aside.ts'
import { commentsHere } from '../comments.ts'
import { literalsHere } from '../literal.ts'
import { parse, type Parse } from '../parse.ts'
import { readHere } from '../read.ts'
import { isTooDeep } from '../walk/walk.ts'

/**
 * Reads what the standard input wants, and writes the answers to the standard output: each as soon as there is one, for the next text may end the process. How much stack a
 * process's own thread has is for the shell to say, so it reads in another, whose stack is as large as is said here: whoever's machine it is, the same texts are read.
 */
export const readStandardInput = async (): Promise<Worker> => {
  enableCompileCache()
  const wanted = await buffer(process.stdin)
  setInterval(endAboveMost, 100).unref()
  return new Worker(SCRIPT, {
    eval: true,
    workerData: { module: import.meta.url, wanted },
    resourceLimits: { stackSizeMb: STACK_MB },
  })
}

/** Nothing else ends a thread that is in the midst of parsing. */
const endAboveMost = (): void => {
  if (process.memoryUsage.rss() > MOST_BYTES) process.kill(process.pid, 'SIGKILL')
}

/** More than twice what the largest text takes that can be parsed. */
const MOST_BYTES = 3 * 1024 ** 3

const SCRIPT = `const { module, wanted } = require('node:worker_threads').workerData
import(module).then(({ answer }) => answer(wanted))`

/** Some ten thousand brackets, or thirty thousand lines of one expression. */
const STACK_MB = 16

/** Answers what is wanted, on the standard output. */
export const answer = (wanted: Uint8Array): void => {
  // It comes from this package.
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

/** Collectors look down from where they are, so a tree that is too deep is none of theirs from the first node on. */
const parseUnlessDeep: Parse = (path, text) => {
  const parsed = parse(path, text)
  if (isTooDeep(parsed.program)) throw new RangeError('The tree is too deep.')
  return parsed
}

/** Writes all of it before anything else happens. A pipe that is full says EAGAIN, and whoever reads it is at work. */
const write = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;)
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
}
