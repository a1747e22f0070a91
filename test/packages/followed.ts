import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { root, type Step, stepsOf } from '../docs/project.ts'
import { Background } from './background.ts'
import { INSTALL, isOffline, type Packed, ran } from './packed.ts'

/** What a document changes in a file. */
type Hunks = Extract<Step, { kind: 'change' }>['hunks']

/** Where a document is followed. */
interface Follower {
  readonly folder: string
  readonly archives: Packed
  /** Ends what goes on when the document ends. */
  readonly background: AsyncDisposableStack
  /** The commands of lines that end with `&`, in the order in which they were started. */
  readonly goingOn: Background[]
}

/**
 * Follows a document in a folder as a user would, with the packages as they are packed, and compares what each command
 * prints with what the document shows. Returns `false` if the dependencies cannot be downloaded.
 */
export const followed = async (document: string, folder: string, archives: Packed): Promise<boolean> => {
  await using background = new AsyncDisposableStack()
  const goingOn: Background[] = []
  const port = await freePort()
  for (const step of stepsOf(document).map((shown) => onPort(shown, port))) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true })
      writeFileSync(join(folder, step.path), step.text)
    } else if (step.kind === 'change') change(join(folder, step.path), step.hunks)
    else if (step.kind === 'later') await printedLater(step.prints, goingOn)
    else if (!(await ranAsShown(step, { folder, archives, background, goingOn }))) return false
  }
  return true
}

/** Changes a file. What a document shows of it must be there once. */
const change = (file: string, hunks: Hunks): void => {
  let text = readFileSync(file, 'utf8')
  for (const { before, after } of hunks) {
    assert.equal(text.split(before).length, 2, `${file} does not have once:\n${before}\nIt has:\n${text}`)
    text = text.replace(before, () => after)
  }
  writeFileSync(file, text)
}

const ranAsShown = async (step: Step & { kind: 'run' }, follower: Follower): Promise<boolean> => {
  const typed = step.lines.join('\n')
  const pattern = step.prints === null ? /^/ : patternOf(step.prints)
  const matches = (printed: string): void =>
    assert.match(printed, pattern, `${typed}\nprints\n${printed}\nand not\n${step.prints}`)
  if (typed.endsWith(' &')) {
    const running = follower.background.use(new Background(typed.replace(/ &$/, ''), follower.folder))
    follower.goingOn.push(running)
    matches(await running.printed(pattern))
    return true
  }
  const lines = step.lines.map((line) => installing(line, follower.archives)).join(' && ')
  for (const until = Date.now() + MOST_MS; ;) {
    const { code, stdout } = await ran(`exec 2>&1; ${lines}`, follower.folder)
    const printed = stdout.trim()
    if (isOffline(printed)) return false
    // A page shows what happened a moment later: a user loads it again.
    if (typed.startsWith('curl ') && !pattern.test(printed) && Date.now() < until) continue
    // A command that the document shows failing prints errors of the compiler.
    assert.equal(code !== 0, / error TS\d/.test(step.prints ?? ''), `${typed}\n${printed}`)
    matches(printed)
    return true
  }
}

/** How long a page may take until it shows what happened. */
const MOST_MS = 30_000

/** Waits until the last command that goes on has printed something. */
const printedLater = async (shown: string, goingOn: readonly Background[]): Promise<void> => {
  const pattern = new RegExp(`${sourceOf(shown)}$`)
  assert.match((await goingOn.at(-1)?.printed(pattern)) ?? 'no command goes on', pattern)
}

/** The port of a page that a document shows. Here it is replaced by a free one. */
const PORT = '4280'

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? String(address.port) : PORT
}

const onPort = (step: Step, port: string): Step => JSON.parse(JSON.stringify(step).replaceAll(PORT, port))

/** Matches what a document shows. `…` stands for anything. */
const patternOf = (shown: string): RegExp => new RegExp(`^${sourceOf(shown)}$`)

const sourceOf = (shown: string): string => shown.trim().split('…').map(escaped).join('[^]*?')

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
