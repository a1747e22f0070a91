import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One file, or one empty folder, of a fixture. */
interface Part {
  /** Its path in the project; a folder's ends with a slash. */
  readonly path: string
  readonly text: string
}

/** Where a fixture expects a finding: `rule path:line`. */
export type Expected = string

/** A small project that breaks a rule, or that only looks as if it did. */
export interface Fixture {
  readonly name: string
  readonly rule: string
  readonly verdict: 'broken' | 'kept'
  readonly parts: readonly Part[]
  readonly expected: readonly Expected[]
}

const home = fileURLToPath(new URL('fixtures/', import.meta.url))

/** Every fixture of a rule, in order of name. */
export const fixturesOf = (rule: string): readonly Fixture[] =>
  globSync(`${rule}/{broken,kept}/*.ts`, { cwd: home })
    .toSorted()
    .map((path) => parse(rule, path, readFileSync(join(home, path), 'utf8')))

const parse = (rule: string, path: string, text: string): Fixture => {
  const parts: { path: string; lines: string[] }[] = []
  const expected: Expected[] = []
  const expect = (rules: string | undefined, at: string): void => {
    for (const each of (rules ?? rule).split(',')) expected.push(`${each.trim()} ${at}`)
  }
  for (const line of text.trimEnd().split('\n')) {
    const header = /^\/\/@ (\S+)(?:\s+(broken)(?:: ([\w, -]+))?)?$/.exec(line)
    if (header !== null) {
      parts.push({ path: header[1] ?? '', lines: [] })
      if (header[2] !== undefined) expect(header[3], `${(header[1] ?? '').replace(/\/$/, '')}:1`)
      continue
    }
    const part = parts.at(-1)
    if (part === undefined) throw new Error(`${path}: its first line must be "//@ <path>"`)
    part.lines.push(line)
    const marker = /\/\/ broken( below)?(?:: ([\w, -]+))?$/.exec(line)
    if (marker !== null) expect(marker[2], `${part.path}:${part.lines.length + (marker[1] === undefined ? 0 : 1)}`)
  }
  const verdict = path.includes('/broken/') ? 'broken' : 'kept'
  return {
    name: basename(path, '.ts'),
    rule,
    verdict,
    parts: parts.map((part) => ({ path: part.path, text: `${part.lines.join('\n')}\n` })),
    expected: expected.toSorted(),
  }
}

/** Writes a fixture into a folder, on top of a project that breaks no rule. */
export const lay = (folder: string, { parts }: Fixture): void => {
  for (const { path, text } of [...GROUND, ...parts]) {
    const place = join(folder, path)
    if (path.endsWith('/')) mkdirSync(place, { recursive: true })
    else {
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, text)
    }
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The project under every fixture. A fixture's files replace files of the same path. */
const GROUND: readonly Part[] = [
  {
    path: 'package.json',
    text: json({
      name: 'shop',
      type: 'module',
      imports: { '#service/*': './src/service/*' },
      dependencies: {
        '@aws-sdk/client-s3': '^3.0.0',
        '@nats-io/jetstream': '^3.0.0',
        '@nats-io/transport-node': '^3.0.0',
        'better-sqlite3': '^12.0.0',
        'date-fns': '^4.0.0',
        express: '^5.0.0',
        ioredis: '^5.0.0',
        pg: '^8.0.0',
        tenon: '^0.1.0',
        zod: '^4.0.0',
      },
    }),
  },
  {
    path: 'tsconfig.json',
    text: json({
      compilerOptions: {
        module: 'nodenext',
        strict: true,
        allowImportingTsExtensions: true,
        paths: { '@/*': ['./src/*'] },
      },
    }),
  },
  {
    path: 'tenon.config.ts',
    text: `export const check = {
  layers: {
    domain: ['src/domain/**'],
    service: ['src/service/**'],
    api: ['src/api/**', 'src/main.ts'],
    test: ['test/**'],
  },
  ignored: ['dist/**'],
  pure: ['tenon', 'zod'],
  technologies: [],
}
`,
  },
  { path: 'src/domain/ground/money.ts', text: "export type Currency = 'EUR' | 'USD'\n" },
  {
    path: 'src/domain/ground/rates.ts',
    text: 'export interface Rates {\n  latest(currency: string): Promise<number>\n}\n',
  },
  {
    path: 'src/service/ground/rates.ts',
    text: `import type { Rates } from '../../domain/ground/rates.ts'

export const evenRates: Rates = Object.freeze({ latest: async () => 1 })
`,
  },
  { path: 'src/service/ground/round.ts', text: 'export const round = (cents: number): number => Math.round(cents)\n' },
  { path: 'src/api/ground/page.ts', text: 'export const title = (name: string): string => `Shop: ${name}`\n' },
  { path: 'src/main.ts', text: "import { title } from './api/ground/page.ts'\n\nconsole.log(title('all'))\n" },
  {
    path: 'test/ground/money.test.ts',
    text: "import type { Currency } from '../../src/domain/ground/money.ts'\n\nexport const euro: Currency = 'EUR'\n",
  },
]
