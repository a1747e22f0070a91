import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A place where the project breaks a rule on purpose. */
export interface Planted {
  readonly rule: string
  readonly path: string
}

/**
 * The number of contexts, each with 10 domain and 9 service files. With 100 files of a shared domain and a main file
 * there are 2,001.
 */
const CONTEXTS = 100
const SHARED = 100

/** Writes the project into a folder, plants violations in it, and returns them. */
export const generate = (folder: string): readonly Planted[] => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('package.json', json(MANIFEST))
  write('tsconfig.json', json(TSCONFIG))
  write('tenon.config.ts', CONFIG)
  for (const name of PACKAGES) {
    write(
      `node_modules/${name}/package.json`,
      json({ name, version: '1.0.0', type: 'module', main: 'index.js', types: 'index.d.ts' }),
    )
    write(`node_modules/${name}/index.js`, 'export class Pool {}\nexport const connect = () => undefined\n')
    write(
      `node_modules/${name}/index.d.ts`,
      'export declare class Pool {}\nexport declare const connect: () => undefined\n',
    )
  }
  for (let i = 0; i < SHARED; i += 1) write(`src/domain/shared/measure-${i}.ts`, measure(i))
  for (let i = 0; i < CONTEXTS; i += 1) for (const [path, text] of context(i)) write(path, text)
  write('src/main.ts', main())
  for (const { path, text } of PLANTS) write(path, text)
  return PLANTS.map(({ rule, path }) => ({ rule, path }))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const PACKAGES = ['pg', 'ioredis', '@nats-io/transport-node']

const MANIFEST = {
  name: 'generated',
  type: 'module',
  imports: { '#service/*': './src/service/*' },
  dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0'])),
}

const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    paths: { '@service/*': ['./src/service/*'] },
  },
  include: ['src'],
}

const CONFIG = `export const check = {
  layers: {
    domain: ['src/domain/**'],
    service: ['src/service/**'],
    api: ['src/main.ts'],
    test: [],
  },
  ignored: [],
  pure: [],
  technologies: [],
}
`

/** Pure functions that give a file a realistic length. */
const bulk = (name: string, count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `
/** Weighs ${name} by step ${n}. */
export const ${name}Step${n} = (cents: number, share: number): number => {
  const part = Math.round((cents * share) / ${n + 2})
  const rest = cents - part * ${n + 1}
  return rest > 0 ? part + (rest % ${n + 3}) : part
}
`,
  ).join('')

const measure = (i: number): string => `/** Measure ${i}. */
export interface Measure${i} {
  readonly unit: 'kg' | 'm' | 'piece'
  readonly amount: number
}

/** Adds two of them. */
export const addMeasure${i} = (one: Measure${i}, other: Measure${i}): Measure${i} => ({
  unit: one.unit,
  amount: one.amount + other.amount,
})
${bulk(`measure${i}`, 6)}`

const DOMAIN = ['order', 'line', 'customer', 'price', 'discount', 'payment', 'parcel', 'refund'] as const

const context = (i: number): readonly (readonly [path: string, text: string])[] => {
  const name = `Trade${i}`
  const domain = `src/domain/trade-${i}`
  const service = `src/service/trade-${i}`
  const shared = (n: number): string => `../shared/measure-${(i * 7 + n) % SHARED}.ts`
  return [
    [
      `${domain}/failure.ts`,
      `/** How ${name} can fail. */
export const ${name}Failure = Object.freeze({ Timeout: 'timeout', ConnectionLost: 'connection_lost', NotFound: 'not_found' } as const)

/** One of its failures. */
export type ${name}Failure = (typeof ${name}Failure)[keyof typeof ${name}Failure]
${bulk(`failure${i}`, 4)}`,
    ],
    [
      `${domain}/store.ts`,
      `import type { ${name}Failure } from './failure.ts'
import type { ${name}Order } from './order.ts'
import type { ${name}Line } from './line.ts'

/** The result of keeping an order. */
export type ${name}Kept = { readonly kind: 'kept' } | { readonly kind: 'failed'; readonly failure: ${name}Failure }

/** Keeps orders. */
export interface ${name}Store {
  keep(order: ${name}Order, lines: readonly ${name}Line[]): Promise<${name}Kept>
  find(id: string): Promise<${name}Order | ${name}Failure>
}
${bulk(`store${i}`, 3)}`,
    ],
    ...DOMAIN.map((part, n): readonly [string, string] => {
      const next = DOMAIN[n + 1]
      return [
        `${domain}/${part}.ts`,
        `import { addMeasure${(i * 7 + n) % SHARED}, type Measure${(i * 7 + n) % SHARED} } from '${shared(n)}'
import type { Measure${(i * 7 + n + 1) % SHARED} } from '${shared(n + 1)}'
${next === undefined ? '' : `import type { ${name}${pascal(next)} } from './${next}.ts'\n`}import { measure${(i * 7 + n + 2) % SHARED}Step1 } from '${shared(n + 2)}'
import { measure${(i * 7 + n + 3) % SHARED}Step2 } from '${shared(n + 3)}'

/** A ${part}. */
export interface ${name}${pascal(part)} {
  readonly id: string
  readonly kind: 'open' | 'closed'
  readonly size: Measure${(i * 7 + n) % SHARED}
  readonly more: readonly Measure${(i * 7 + n + 1) % SHARED}[]
${next === undefined ? '' : `  readonly next: ${name}${pascal(next)} | null\n`}}

/** Sums a ${part}. */
export const sum${name}${pascal(part)} = (one: ${name}${pascal(part)}, more: Measure${(i * 7 + n) % SHARED}): number => {
  const { amount } = addMeasure${(i * 7 + n) % SHARED}(one.size, more)
  switch (one.kind) {
    case 'open':
      return measure${(i * 7 + n + 2) % SHARED}Step1(amount, 2)
    case 'closed':
      return measure${(i * 7 + n + 3) % SHARED}Step2(amount, 3)
  }
}
${bulk(`${part}${i}`, 4)}`,
      ]
    }),
    [
      `${service}/config.ts`,
      `/** The settings of PostgreSQL. */
export interface Pg${name}Config {
  readonly host: string
  readonly port: number
  readonly table: string
}
${bulk(`config${i}`, 6)}`,
    ],
    [
      `${service}/executor.ts`,
      `import { Pool } from 'pg'
import type { ${name}Failure } from '../../domain/trade-${i}/failure.ts'
import type { ${name}Line } from '../../domain/trade-${i}/line.ts'
import type { ${name}Order } from '../../domain/trade-${i}/order.ts'
import type { ${name}Kept, ${name}Store } from '../../domain/trade-${i}/store.ts'
import type { Pg${name}Config } from './config.ts'
import { row${i} } from './row.ts'

/** Keeps orders in PostgreSQL. */
export class Pg${name}Store implements ${name}Store {
  readonly config: Pg${name}Config
  #pool: Pool | null = null

  constructor(config: Pg${name}Config) {
    this.config = config
  }

  async keep(order: ${name}Order, lines: readonly ${name}Line[]): Promise<${name}Kept> {
    this.#pool ??= new Pool()
    return row${i}(order, lines) === '' ? { kind: 'failed', failure: 'timeout' } : { kind: 'kept' }
  }

  async find(id: string): Promise<${name}Order | ${name}Failure> {
    return id === '' ? 'not_found' : { id, kind: 'open', size: { unit: 'kg', amount: 1 }, more: [], next: null }
  }
}
${bulk(`executor${i}`, 3)}`,
    ],
    [
      `${service}/row.ts`,
      `import type { ${name}Line } from '../../domain/trade-${i}/line.ts'
import type { ${name}Order } from '../../domain/trade-${i}/order.ts'

/** The row of an order. */
export const row${i} = (order: ${name}Order, lines: readonly ${name}Line[]): string => [order.id, ...lines.map(({ id }) => id)].join()
${bulk(`row${i}`, 6)}`,
    ],
    ...['sql', 'retry', 'wire', 'page', 'batch', 'lock'].map((part, n): readonly [string, string] => [
      `${service}/${part}.ts`,
      `import type { ${name}Order } from '../../domain/trade-${i}/order.ts'
import type { ${name}Payment } from '../../domain/trade-${i}/payment.ts'
import { join } from 'node:path'
import { row${i}Step${n} } from './row.ts'
import { config${i}Step${n} } from './config.ts'

/** Handles the ${part} of an order. */
export const ${part}${i} = (order: ${name}Order, payment: ${name}Payment): string =>
  join(order.id, String(row${i}Step${n}(1, 2)), String(config${i}Step${n}(1, 2)), payment.id)
${bulk(`${part}${i}`, 5)}`,
    ]),
  ]
}

const pascal = (word: string): string => word.replace(/^./, (first) => first.toUpperCase())

const main = (): string =>
  Array.from(
    { length: CONTEXTS },
    (_, i) => `import { Pg, Store as Store${i} } from './service/trade-${i}/executor.ts'`,
  )
    .map((line, i) => line.replace('{ Pg, Store as', `{ PgTrade${i}Store as`))
    .concat('', `console.log([${Array.from({ length: CONTEXTS }, (_, i) => `Store${i}`).join(', ')}].length)`, '')
    .join('\n')

interface Plant extends Planted {
  readonly text: string
}

const leak = (n: number, text: string): Plant => ({
  rule: 'domain-imports',
  path: `src/domain/trade-${n}/leak.ts`,
  text: `${text}\n`,
})
const plant = (rule: string, path: string, text: string): Plant => ({ rule, path, text: `${text}\n` })

/** Ten leaks by import, in ten forms, which import checkers could find, and ten leaks that are not imports. */
const PLANTS: readonly Plant[] = [
  leak(0, "import { Pool } from 'pg'\n\nexport const pools = (pool: Pool): Pool => pool"),
  leak(5, "import type { Pool } from 'pg'\n\nexport const same = (pool: Pool): Pool => pool"),
  leak(10, "export { connect } from 'ioredis'"),
  leak(15, "export * from '@nats-io/transport-node'"),
  leak(20, "export const later = () => import('ioredis')"),
  leak(
    25,
    "import { readFileSync } from 'node:fs'\n\nexport const list = (path: string): string => readFileSync(path, 'utf8')",
  ),
  leak(30, "import { row30 } from '../../service/trade-30/row.ts'\n\nexport const row = row30"),
  leak(35, "import { row35 } from '@service/trade-35/row.ts'\n\nexport const row = row35"),
  leak(40, "import { row40 } from '#service/trade-40/row.ts'\n\nexport const row = row40"),
  leak(45, "export const pool = (given: import('pg').Pool): import('pg').Pool => given"),
  plant(
    'ambient-technology',
    'src/domain/trade-50/when.ts',
    'export const due = (days: number): number => Date.now() + days * 86_400_000',
  ),
  plant(
    'tech-config-in-domain',
    'src/domain/trade-52/address.ts',
    "export const address = 'nats://orders.internal:4222'",
  ),
  plant(
    'tech-name-in-domain',
    'src/domain/trade-54/stream.ts',
    'export interface NatsStream {\n  readonly name: string\n}',
  ),
  plant('infra-directory', 'src/domain/trade-56/infra/place.ts', "export const place = 'here'"),
  plant(
    'init-effects',
    'src/service/trade-58/connect.ts',
    "import { connect } from 'ioredis'\n\nexport const client = connect()",
  ),
  plant(
    'failure-vocabulary',
    'src/domain/trade-60/parcel-failure.ts',
    'export const ParcelFailure = Object.freeze({ NotFound: 404 } as const)',
  ),
  plant('explicit-fields', 'src/domain/trade-62/gift.ts', 'export interface Gift {\n  readonly note?: string\n}'),
  plant('frozen', 'src/domain/trade-64/basket.ts', 'export interface Basket {\n  items: readonly string[]\n}'),
  plant(
    'evidence-in-domain',
    'src/domain/trade-66/tell.ts',
    "interface Outcome {\n  readonly kind: 'failed'\n  readonly evidence: { readonly code: string }\n}\n\nexport const codeOf = (outcome: Outcome): string => (outcome.kind === 'failed' ? outcome.evidence.code : '')",
  ),
  plant(
    'service-binds-capability',
    'src/domain/trade-68/mail.ts',
    "export interface MailTrade68 {\n  send(to: string): Promise<'sent' | 'timeout'>\n}",
  ),
]
