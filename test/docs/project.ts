import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The folder of this project. */
export const root = join(import.meta.dirname, '../..')

/** Returns the files that a document shows: its TypeScript code blocks that begin with `// path.ts`. */
export const filesOf = (document: string): Map<string, string> => {
  const fences = readFileSync(join(root, document), 'utf8').matchAll(/```ts\n\/\/ (\S+\.ts)[^\n]*\n([\s\S]*?)```/g)
  return new Map([...fences].map(([, path = '', code = '']) => [path, code]))
}

/** A step of a document that is followed from its beginning. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** Lines of a shell, and what they print, if the document shows it. `…` stands for what is left out. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly prints: string | null }

/** Returns the steps of a document: its code blocks that begin with `// path`, and its blocks for a shell, in order. */
export const stepsOf = (document: string): readonly Step[] => {
  const steps: Step[] = []
  for (const [, language, text = ''] of readFileSync(join(root, document), 'utf8').matchAll(FENCE)) {
    const path = /^\/\/ ([^\s:]+)/.exec(text)?.[1]
    const last = steps.at(-1)
    if (language === 'sh') steps.push({ kind: 'run', lines: text.trimEnd().split('\n'), prints: null })
    else if (language === '' && last?.kind === 'run') steps.splice(-1, 1, { ...last, prints: text })
    else if (path !== undefined) steps.push({ kind: 'file', path, text })
    else throw new Error(`${document} has a code block that is neither a file nor for a shell:\n${text}`)
  }
  return steps
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

/** Writes the files of a document into a new project that depends on this package and on zod. Returns its folder. */
export const project = (document: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-docs-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['tenon', 'tenon-check'])
    symlinkSync(join(root, 'packages', name), join(folder, 'node_modules', name))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'] }),
  )
  for (const [path, code] of filesOf(document)) {
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
