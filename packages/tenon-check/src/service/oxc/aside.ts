import { spawnSync } from 'node:child_process'
import { deserialize, serialize } from 'node:v8'
import type { Answers, Depth } from './answers.ts'
import { mayNestDeep } from './depth.ts'

/** A text to read in the other process, and what to read from it. */
export interface Wanted<Of extends keyof Answers> {
  readonly of: Of
  readonly path: string
  readonly text: string
  /** How many of its facts to read. It matters for facts only. */
  readonly depth: Depth
}

/** The result of reading a text in another process. */
export type Aside<Answer> =
  | { readonly kind: 'read'; readonly answer: Answer }
  /** The text crashed the process, or no process could be started. */
  | { readonly kind: 'unread'; readonly says: string }

/**
 * Reads texts in another process, which has a stack of a known size. A text that nests too deep crashes that process
 * instead of this one, and is returned as `unread`. Texts share a process; after a crash the remaining ones go to a new
 * one. The answers are in the order of the texts.
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
      // In an editor built on Electron, the executable behaves as Node only with this variable.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    if (error !== undefined) return [...answers, ...rest.map(() => ({ kind: 'unread' as const, says: alone(error) }))]
    const answered = answersIn<Answers[Of]>(stdout).slice(0, batch.length)
    answers.push(...answered)
    if (answered.length < batch.length) answers.push({ kind: 'unread', says: signal === 'SIGKILL' ? LARGER : DEEPER })
  }
  return answers
}

/** The next batch of texts: at least one, and few enough that handing them over again after a crash is cheap. */
const firstOf = <Each extends { readonly text: string }>(wanted: readonly Each[]): readonly Each[] => {
  let characters = 0
  const end = wanted.findIndex(({ text }, i) => (characters += text.length) > MOST_AT_ONCE && i > 0)
  return end === -1 ? wanted : wanted.slice(0, end)
}

const MOST_AT_ONCE = 4 * 1024 * 1024

/** The message for a file that nests too deep. */
export const DEEPER = 'It nests deeper than any hand-written source, too deep to be read.'

const LARGER = 'It takes more memory to read than any hand-written source.'

/** Whether parsing a text may crash the process or exhaust its memory. Such a text is read in another process. */
export const mayEnd = (path: string, text: string): boolean => mayFill(text) || mayNestDeep(path, text)

/** Whether syntax errors may exhaust the memory: for each error the parser copies the whole line. */
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

/**
 * The limit for a text's length times the length of its longest line. An error takes at least about four characters, so
 * the copies come to a quarter of that.
 */
const MOST_WRITTEN = 1024 ** 3

/** How many bytes state the length of an answer, before each answer. */
export const LENGTH_BYTES = 4

/** The package runs both as TypeScript and as compiled JavaScript. */
const READER = new URL(import.meta.url.endsWith('.ts') ? 'aside/reader.ts' : 'aside/reader.js', import.meta.url).href

const SCRIPT = `import(${JSON.stringify(READER)}).then(({ readStandardInput }) => readStandardInput())`

const alone = (error: Error): string =>
  `It may nest too deep to be read in this process, and no other could be started for it: ${error.message}.`

const answersIn = <Answer>(output: Buffer): readonly Aside<Answer>[] => {
  const answers: Aside<Answer>[] = []
  for (let at = 0; at + LENGTH_BYTES <= output.length;) {
    const end = at + LENGTH_BYTES + output.readUInt32LE(at)
    // The bytes come from our own reader, so their shape is known.
    if (end <= output.length)
      answers.push({ kind: 'read', answer: deserialize(output.subarray(at + LENGTH_BYTES, end)) as Answer })
    at = end
  }
  return answers
}
