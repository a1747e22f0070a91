import { spawnSync } from 'node:child_process'
import { deserialize, serialize } from 'node:v8'
import type { FileFacts } from '../../domain/rules/facts.ts'
import type { Comments } from './comments.ts'
import { mayNestDeep } from './depth.ts'
import type { Literals } from './literal.ts'
import type { Depth } from './read.ts'

/** One text, and what is wanted of it. */
export interface Wanted<Of extends keyof Answers> {
  readonly of: Of
  readonly path: string
  readonly text: string
  /** How much of its facts; of anything else it says nothing. */
  readonly depth: Depth
}

/** What there is to be had of a text. */
export interface Answers {
  /** `null` where they nest too deep for the walk over them. */
  readonly facts: FileFacts | null
  readonly comments: Comments
  readonly literals: Literals
}

/** What came of a text that was read in another process. */
export type Aside<Answer> =
  | { readonly kind: 'read'; readonly answer: Answer }
  /** It ended the process, or nobody could start one. */
  | { readonly kind: 'unread'; readonly says: string }

/**
 * Reads texts in another process, in the order given, on a stack of a known size: a text that nests deeper ends that process and not this one. Many share one process, and
 * those behind one that ended it share the next.
 */
export const readAside = <Of extends keyof Answers>(wanted: readonly Wanted<Of>[]): readonly Aside<Answers[Of]>[] => {
  const answers: Aside<Answers[Of]>[] = []
  while (answers.length < wanted.length) {
    const rest = wanted.slice(answers.length)
    const batch = firstOf(rest)
    const { stdout, signal, error } = spawnSync(process.execPath, ['--eval', SCRIPT], {
      input: serialize(batch),
      maxBuffer: Number.POSITIVE_INFINITY,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      // An editor that is made with Electron is Node only when it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    if (error !== undefined) return [...answers, ...rest.map(() => ({ kind: 'unread' as const, says: alone(error) }))]
    const answered = answersIn<Answers[Of]>(stdout).slice(0, batch.length)
    answers.push(...answered)
    if (answered.length < batch.length) answers.push({ kind: 'unread', says: signal === 'SIGKILL' ? LARGER : DEEPER })
  }
  return answers
}

/** The first of some texts: one at the least, and no more than is soon handed over again where one of them ends the process. */
const firstOf = <Each extends { readonly text: string }>(wanted: readonly Each[]): readonly Each[] => {
  let characters = 0
  const end = wanted.findIndex(({ text }, i) => (characters += text.length) > MOST_AT_ONCE && i > 0)
  return end === -1 ? wanted : wanted.slice(0, end)
}

const MOST_AT_ONCE = 4 * 1024 * 1024

/** What is said of a file that nests too deep. */
export const DEEPER = 'It nests deeper than anybody writes by hand, too deep to be read.'

const LARGER = 'It takes more memory to read than anything that somebody writes by hand.'

/** Whether a text may end the process that parses it, or fill its memory. Such a text is read in a process of its own. */
export const mayEnd = (path: string, text: string): boolean => mayFill(text) || mayNestDeep(path, text)

/** Whether there may be so many errors on a line that they fill the memory: with each of them the parser writes down the whole line. */
const mayFill = (text: string): boolean => {
  if (text.length * text.length < MOST_WRITTEN) return false
  let longest = 0
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const next = end === -1 ? text.length : end + 1
    longest = Math.max(longest, next - at)
    at = next
  }
  return longest * text.length > MOST_WRITTEN
}

/** The length of a text times that of its longest line. An error takes some four characters at the least, so the lines come to a quarter of it. */
const MOST_WRITTEN = 1024 ** 3

/** The bytes before each answer that say how many it has. */
export const LENGTH_BYTES = 4

/** This package runs as TypeScript, and as the JavaScript made of it. */
const READER = new URL(import.meta.url.endsWith('.ts') ? 'aside/reader.ts' : 'aside/reader.js', import.meta.url).href

const SCRIPT = `import(${JSON.stringify(READER)}).then(({ readStandardInput }) => readStandardInput())`

const alone = (error: Error): string =>
  `It may nest too deep to be read in this process, and no other could be started for it: ${error.message}.`

const answersIn = <Answer>(output: Buffer): readonly Aside<Answer>[] => {
  const answers: Aside<Answer>[] = []
  for (let at = 0; at + LENGTH_BYTES <= output.length;) {
    const end = at + LENGTH_BYTES + output.readUInt32LE(at)
    // The reader wrote it, and it is of this package.
    if (end <= output.length)
      answers.push({ kind: 'read', answer: deserialize(output.subarray(at + LENGTH_BYTES, end)) as Answer })
    at = end
  }
  return answers
}
