import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, type Step, stepsOf } from '../docs/project.ts'
import { INSTALL, isOffline, type Packed, ran } from './packed.ts'

/**
 * Follows a document in a folder as a user would, with the packages as they are packed, and compares what each command
 * prints with what the document shows. Returns `false` if the dependencies cannot be downloaded.
 */
export const followed = async (document: string, folder: string, archives: Packed): Promise<boolean> => {
  for (const step of stepsOf(document)) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true })
      writeFileSync(join(folder, step.path), step.text)
    } else if (!(await ranAsShown(step, folder, archives))) return false
  }
  return true
}

const ranAsShown = async (step: Step & { kind: 'run' }, folder: string, archives: Packed): Promise<boolean> => {
  const lines = step.lines.map((line) => installing(line, archives)).join(' && ')
  const { code, stdout: printed } = await ran(`exec 2>&1; ${lines}`, folder)
  if (isOffline(printed)) return false
  const [typed, shown] = [step.lines.join('\n'), step.prints]
  // A command that the document shows failing prints errors of the compiler.
  assert.equal(code !== 0, / error TS\d/.test(shown ?? ''), `${typed}\n${printed}`)
  if (shown !== null) assert.match(printed.trim(), patternOf(shown), `${typed}\nprints\n${printed}\nand not\n${shown}`)
  return true
}

/** Matches what a document shows. `…` stands for anything. */
const patternOf = (shown: string): RegExp => new RegExp(`^${shown.trim().split('…').map(escaped).join('[^]*?')}$`)

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Replaces the names of packages in a line by our archives and by the versions that this repository has. */
const installing = (line: string, { tenon, check }: Packed): string => {
  const [npm, install, ...words] = line.split(' ')
  if (npm !== 'npm' || install !== 'install') return line
  const files = new Map([
    ['tenon', tenon],
    ['tenon-check', check],
  ])
  const wanted = words.map((word) => files.get(word) ?? (word in versions ? `${word}@${versions[word]}` : word))
  return [INSTALL, ...wanted].join(' ')
}

const { devDependencies: versions }: { readonly devDependencies: { readonly [name: string]: string } } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
