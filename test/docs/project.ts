import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The folder of this project. */
export const root = join(import.meta.dirname, '../..')

/** A file that a document shows, with the rules that refuse it. */
interface ShownFile {
  readonly path: string
  readonly code: string
  readonly refusedBy: readonly string[]
}

/** Returns the TypeScript code blocks of a document that begin with `// path.ts`. */
const shownIn = (document: string): readonly ShownFile[] => {
  const fences = readFileSync(join(root, document), 'utf8').matchAll(
    /```ts\n\/\/ (\S+\.ts)(?:: refused by ([\w, -]+)|[^\n]*)\n([\s\S]*?)```/g,
  )
  return [...fences].map(([, path = '', rules, code = '']) => ({ path, code, refusedBy: rules?.split(', ') ?? [] }))
}

/** Returns the files that a document shows, by path. */
export const filesOf = (document: string): Map<string, string> =>
  new Map(
    shownIn(document)
      .filter(({ refusedBy }) => refusedBy.length === 0)
      .map(({ path, code }) => [path, code]),
  )

/** Returns the files that a document shows as refused: those that begin with `// path.ts: refused by rule, rule`. */
export const refusedIn = (document: string): readonly ShownFile[] =>
  shownIn(document).filter(({ refusedBy }) => refusedBy.length > 0)

/** A step of a document that is followed from its beginning. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** A change of a file: lines that are there, and what they become. */
  | { readonly kind: 'change'; readonly path: string; readonly hunks: readonly Hunk[] }
  /** Lines of a shell, and what they print, if the document shows it. `…` stands for what is left out. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly prints: string | null }
  /** What the last command that goes on prints later. */
  | { readonly kind: 'later'; readonly prints: string }

/** A part of a change. */
interface Hunk {
  readonly before: string
  readonly after: string
}

/**
 * Returns the steps of a document, in order: its code blocks that begin with `// path`, and its blocks for a shell. A
 * block in the language `diff` is a change of a file, whose parts are separated by `…`. One in the language `terminal` is
 * what the last command that goes on prints later.
 */
export const stepsOf = (document: string): readonly Step[] => {
  const steps: Step[] = []
  for (const [, language, text = ''] of readFileSync(join(root, document), 'utf8').matchAll(FENCE)) {
    const path = /^\/\/ ([^\s:]+)/.exec(text)?.[1]
    const last = steps.at(-1)
    if (language === 'diff' && path !== undefined) steps.push({ kind: 'change', path, hunks: hunksOf(text) })
    else if (language === 'terminal') steps.push({ kind: 'later', prints: text })
    else if (language === 'sh') steps.push({ kind: 'run', lines: text.trimEnd().split('\n'), prints: null })
    else if (language === '' && last?.kind === 'run') steps.splice(-1, 1, { ...last, prints: text })
    else if (path !== undefined) steps.push({ kind: 'file', path, text })
    else throw new Error(`${document} has a code block that is neither a file nor for a shell:\n${text}`)
  }
  return steps
}

/** Returns the parts of a change, without the line that names the file. */
const hunksOf = (text: string): readonly Hunk[] =>
  text
    .slice(text.indexOf('\n') + 1)
    .split('…\n')
    .map((hunk) => hunk.split(/(?<=\n)/))
    .map((lines) => ({ before: without('+', lines), after: without('-', lines) }))

const without = (sign: string, lines: readonly string[]): string =>
  lines
    .filter((line) => !line.startsWith(sign))
    .map((line) => line.slice(1))
    .join('')

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

/**
 * Writes the files of documents into a new project that depends on this package, on zod and on the client of NATS.
 * Returns its folder.
 */
export const project = (...documents: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-docs-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['tenon', 'tenon-check'])
    symlinkSync(join(root, 'packages', name), join(folder, 'node_modules', name))
  for (const name of ['zod', '@nats-io'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'] }),
  )
  for (const [path, code] of documents.flatMap((document) => [...filesOf(document)])) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  return folder
}

/**
 * Writes the files of README into a new project, with the files that docs/nats.md replaces, for a given server. Returns
 * its folder.
 */
export const natsProject = (server: string): string => {
  const folder = project('README.md')
  for (const [path, code] of filesOf('docs/nats.md'))
    writeFileSync(join(folder, path), code.replaceAll('nats://127.0.0.1:4222', server))
  return folder
}
