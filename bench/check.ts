import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generate, type Planted } from './checking/project.ts'
import { packages } from './checking/real.ts'

/**
 * Compares the checker with dependency-cruiser with one rule, and with parsing alone, on a generated project, in turns,
 * each as a whole process. Then measures one file of it, and three packages whose npm tarballs contain their sources.
 * `--quick` runs fewer turns; `--part project|file|real` runs one of the tables. It builds `dist`, and installs the
 * other tools into `.bench`.
 */
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, part: { type: 'string' } },
})
const RUNS = options.quick ? 3 : 7
const EDITS = options.quick ? 7 : 25

const root = fileURLToPath(new URL('..', import.meta.url))
const place = join(root, '.bench')
const main = join(root, 'packages/tenon-check/dist/main.js')
const peers = join(place, 'peers')

/** One contender: the command that it runs, and how to read its findings. */
interface Contender {
  readonly name: string
  readonly words: readonly string[]
  readonly found: (output: string) => ReadonlySet<string>
}

interface Ran {
  readonly ms: number
  readonly status: number | null
  readonly output: string
}

const run = (folder: string, words: readonly string[], input: string): Ran =>
  runCommand(process.execPath, folder, words, input)

const runCommand = (command: string, folder: string, words: readonly string[], input: string): Ran => {
  const begun = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
  })
  if (error !== undefined) throw error
  if (status === null) throw new Error(`${words.join(' ')} was killed: ${stderr}`)
  return { ms: performance.now() - begun, status, output: stdout }
}

const middle = (times: readonly number[]): number => times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0
const seconds = (times: readonly number[]): string =>
  `${(middle(times) / 1_000).toFixed(2)} s (${(Math.min(...times) / 1_000).toFixed(2)} to ${(Math.max(...times) / 1_000).toFixed(2)})`

const milliseconds = (times: readonly number[]): string =>
  `${middle(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`

const npm = (folder: string, ...words: readonly string[]): void => {
  const { status, stderr } = spawnSync('npm', words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`npm ${words.join(' ')} failed: ${stderr}`)
}

const prepare = (): readonly Planted[] => {
  npm(root, 'run', 'build')
  mkdirSync(peers, { recursive: true })
  const lock = join(peers, 'package-lock.json')
  const wanted = readFileSync(join(root, 'bench/checking/peers/package-lock.json'), 'utf8')
  if (!existsSync(join(peers, 'node_modules')) || !existsSync(lock) || readFileSync(lock, 'utf8') !== wanted) {
    cpSync(join(root, 'bench/checking/peers'), peers, { recursive: true })
    npm(peers, 'ci')
  }
  rmSync(join(place, 'project'), { recursive: true, force: true })
  const planted = generate(join(place, 'project'))
  writeFileSync(
    join(place, 'project/.dependency-cruiser.cjs'),
    `module.exports = {
  forbidden: [{ name: 'domain', severity: 'error', from: { path: '^src/domain' }, to: { pathNot: '^src/domain' } }],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
}
`,
  )
  return planted
}

interface Json {
  readonly findings: readonly { readonly rule: string; readonly path: string }[]
}

interface Cruised {
  readonly summary: { readonly violations: readonly { readonly from: string }[] }
}

const contenders: readonly Contender[] = [
  {
    name: 'parse with trees, nothing else',
    words: [join(root, 'bench/checking/bare.ts'), '.'],
    found: () => new Set(),
  },
  {
    name: 'tenon-check, every rule',
    words: [main, '--format', 'json'],
    found: (output) => new Set((JSON.parse(output) as Json).findings.map(({ rule, path }) => `${rule} ${path}`)),
  },
  {
    name: 'dependency-cruiser, one rule',
    words: [join(peers, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'), '--output-type', 'json', 'src'],
    found: (output) =>
      new Set((JSON.parse(output) as Cruised).summary.violations.map(({ from }) => `domain-imports ${from}`)),
  },
]

const isWithin = (found: string, { rule, path }: Planted): boolean => {
  const [by, at = ''] = found.split(' ')
  // A finding about a folder has the path of the folder.
  return by === rule && (at === path || path.startsWith(`${at}/`))
}

const project = (planted: readonly Planted[]): void => {
  const folder = join(place, 'project')
  const times = contenders.map((): number[] => [])
  const last: string[] = []
  for (let turn = 0; turn < RUNS; turn += 1)
    for (const [i, { words }] of contenders.entries()) {
      const ran = run(folder, words, '')
      times[i]?.push(ran.ms)
      last[i] = ran.output
    }
  const bare = middle(times[0] ?? [])
  console.log(`a project of 2,001 files and ${planted.length} planted violations, median of ${RUNS} runs in turns:`)
  for (const [i, { name, found }] of contenders.entries()) {
    const all = [...found(last[i] ?? '')]
    const hit = planted.filter((each) => all.some((one) => isWithin(one, each))).length
    const wrong = all.filter((one) => !planted.some((each) => isWithin(one, each)))
    const ratio = (middle(times[i] ?? []) / bare).toFixed(2)
    console.log(
      `  ${name}: ${seconds(times[i] ?? [])}, ${ratio} of parsing; found ${hit} of ${planted.length}, ${wrong.length} others`,
    )
    for (const one of wrong.slice(0, 5)) console.log(`    other: ${one}`)
  }
}

const file = (): void => {
  const folder = join(place, 'project')
  const path = 'src/domain/trade-50/order.ts'
  const event = JSON.stringify({
    hook_event_name: 'PostToolUse',
    tool_name: 'Edit',
    tool_input: { file_path: join(folder, path) },
    cwd: folder,
  })
  // As npm does when it installs a package.
  chmodSync(main, 0o755)
  const bin = join(folder, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(join(root, 'packages/tenon-check'), join(folder, 'node_modules/tenon-check'))
  symlinkSync('../tenon-check/dist/main.js', join(bin, 'tenon-check'))
  type Times = { readonly [way in 'node' | 'file' | 'hook' | 'bin' | 'npx']: number[] }
  const times: Times = { node: [], file: [], hook: [], bin: [], npx: [] }
  for (let turn = 0; turn < EDITS; turn += 1) {
    times.node.push(run(folder, ['--eval', '0'], '').ms)
    times.file.push(run(folder, [main, path], '').ms)
    times.hook.push(run(folder, [main, '--hook'], event).ms)
    times.bin.push(runCommand(join(bin, 'tenon-check'), folder, ['--hook'], event).ms)
    times.npx.push(runCommand('npx', folder, ['tenon-check', '--hook'], event).ms)
  }
  console.log(`one file of it, median of ${EDITS} runs in turns:`)
  console.log(`  node that does nothing: ${milliseconds(times.node)}`)
  console.log(`  tenon-check ${path}: ${milliseconds(times.file)}`)
  console.log(`  tenon-check --hook: ${milliseconds(times.hook)}`)
  console.log(`  node_modules/.bin/tenon-check --hook: ${milliseconds(times.bin)}`)
  console.log(`  npx tenon-check --hook: ${milliseconds(times.npx)}`)
}

const real = (): void => {
  for (const { name, config } of packages) {
    const folder = join(place, 'real', name)
    rmSync(folder, { recursive: true, force: true })
    cpSync(join(peers, 'node_modules', name), folder, { recursive: true })
    writeFileSync(join(folder, 'tenon.config.ts'), `export const check = ${JSON.stringify(config, null, 2)}\n`)
    const { ms, status, output } = run(folder, [main, '--format', 'json'], '')
    const counts = new Map<string, number>()
    for (const { rule } of (JSON.parse(output) as Json).findings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
    console.log(`${name}: ${(ms / 1_000).toFixed(2)} s, exit ${status}`)
    for (const [rule, count] of [...counts].toSorted()) console.log(`  ${rule}: ${count}`)
  }
}

const planted = prepare()
if (options.part === undefined || options.part === 'project') project(planted)
if (options.part === undefined || options.part === 'file') file()
if (options.part === undefined || options.part === 'real') real()
