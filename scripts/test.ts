import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { lanesOf } from '../test/lanes.ts'

// Runs the tests in two lanes at once, and ends with a summary of both. Words that begin with "-" go to node:test;
// others are the test files to run, as paths or globs: npm test -- --test-name-pattern=conflict
// "packages/tenon/test/service/sqlite/*.test.ts"

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/**
 * Node keeps compiled code here. Tests pass the setting on to the processes that they start, which then start in half
 * the time.
 */
const CACHE = join(ROOT, 'node_modules/.cache/tenon-tests')

/** What node:test counts, in the order of its closing lines. */
const COUNTED = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const

/** The result of a lane. */
interface Ran {
  readonly lane: string
  readonly code: number | null
  readonly ms: number
  /** What node:test reported, as TAP. It has no closing lines when the lane did not finish. */
  readonly report: string
}

/**
 * Runs one lane to its end. The longest lane prints as it goes; another prints all at once when it ends, so that their
 * lines do not mix.
 */
const run = async (lane: string, own: readonly string[], files: readonly string[]): Promise<Ran> => {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'tenon-lane-'))
  const tap = join(folder, 'report.tap')
  const reporters = [['spec', 'stdout'] as const, ['tap', tap] as const].flatMap(([reporter, destination]) => [
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${destination}`,
  ])
  const child = spawn(
    process.execPath,
    ['--conditions=tenon-source', '--test', ...own, ...reporters, ...flags, ...files],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_COMPILE_CACHE: CACHE, TENON_SEED: seed },
      stdio: ['ignore', lane === LONGEST ? 'inherit' : 'pipe', 'inherit'],
    },
  )
  const ended = once(child, 'close')
  if (child.stdout !== null) process.stdout.write(await text(child.stdout))
  await ended
  const report = existsSync(tap) ? readFileSync(tap, 'utf8') : ''
  rmSync(folder, { recursive: true })
  return { lane, code: child.exitCode, ms: performance.now() - began, report }
}

const LONGEST = 'rest'

/** The smoke test of each binding chooses its fault by this number. */
const seed = process.env['TENON_SEED'] ?? String(randomInt(2 ** 31))

const count = (name: string, { report }: Ran): number =>
  Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(report)?.[1] ?? 0)

/** The tests of a lane that failed, each with its place. A suite that fails only because of its tests is left out. */
const failed = ({ report }: Ran): readonly string[] =>
  [...report.matchAll(/^ *not ok \d+ - (.*)\n *---\n([^]*?)^ *\.\.\.$/gm)]
    .filter(([, , details = '']) => !details.includes("failureType: 'subtestsFailed'"))
    .map(([, name = '', details = '']) => `  ${name} (${/location: '(.*)'/.exec(details)?.[1] ?? 'no place'})`)

const summary = (all: readonly Ran[], ms: number): string =>
  [
    '',
    ...all.flatMap((ran) => [
      `Lane ${ran.lane}: ${COUNTED.map((name) => `${name} ${count(name, ran)}`).join(', ')}, ${Math.round(ran.ms / 1000)} s`,
      ...(ran.code === 0 ? [] : [`Lane ${ran.lane} failed, with exit code ${ran.code}:`, ...failed(ran)]),
    ]),
    `Seed ${seed}: run "TENON_SEED=${seed} npm test" to draw the same faults.`,
    '',
    ...COUNTED.map((name) => `ℹ ${name} ${all.reduce((sum, ran) => sum + count(name, ran), 0)}`),
    `ℹ duration_ms ${ms.toFixed(3)}`,
    '',
  ].join('\n')

const words = process.argv.slice(2)
const flags = words.filter((word) => word.startsWith('-'))
const globs = words.filter((word) => !word.startsWith('-')).map((word) => relative(ROOT, word) || '.')
const wanted = new Set(globSync(globs, { cwd: ROOT }).map((path) => path.replaceAll(sep, '/')))
const only = (files: readonly string[]): readonly string[] =>
  globs.length === 0 ? files : files.filter((file) => wanted.has(file))

const began = performance.now()
const lanes = lanesOf(ROOT)
const started = [
  ['pure', ['--test-isolation=none'], only(lanes.pure)] as const,
  // One more than the cores of a small machine: tests of servers wait much of their time.
  [LONGEST, ['--test-concurrency=3'], only(lanes.rest)] as const,
].filter(([, , files]) => files.length > 0)
if (started.length === 0) throw new Error(`No test file is named by ${globs.join(', ')}.`)
const all = await Promise.all(started.map(([lane, own, files]) => run(lane, own, files)))
process.stdout.write(summary(all, performance.now() - began))
process.exitCode = all.every(({ code }) => code === 0) ? 0 : 1
