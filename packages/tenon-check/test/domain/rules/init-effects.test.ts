import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findingsIn } from '../found.ts'
import { breaking } from '../lines.ts'

const head = `import crypto from 'node:crypto'
import { EventEmitter } from 'node:events'
import fs, { readFileSync as slurp } from 'node:fs'
import * as os from 'node:os'
import { Pool } from 'pg'
import * as z from 'zod'
import load, { journal, log, Made, pure, Quiet, reread, turn } from './beside.ts'
import * as beside from './beside.ts'`

const besides = `import { readFileSync } from 'node:fs'
const read = (): string => (readFileSync('x', 'utf8').length > 1 ? 'x' : '')
export { read as reread }
export default read
export const pure = (text: string): string => text.trim()
export const log = { info: (text: string): void => console.log(text), quiet: (text: string): string => text }
export { log as journal }
export class Made {
  static of = (): Made => new Made()
  static none(): number { return 0 }
  private constructor() { readFileSync('x') }
}
export class Quiet {
  constructor(readonly size: number) {}
  load(): string { return read() }
}
export const turn = (left: number): number => (left === 0 ? 0 : again(left - 1))
const again = (left: number): number => turn(left)
`

const EFFECTS = [
  "export const a = fs.existsSync('x')",
  "export const a = slurp('x')",
  "export const [a] = slurp('x')",
  "export const a = slurp.call(null, 'x')",
  "export const a = (0, slurp)('x')",
  "export const a = slurp('x').toString().trim()",
  'export const a = os.cpus().length',
  'export const a = crypto.randomUUID()',
  'export const a = new Date()',
  'export const a = Date()',
  'export const a = Date.now().toString()',
  'export const a = 1 + Math.random()',
  'export const a = performance.now()',
  "export const a = fetch('x')",
  'export const { HOME } = process.env',
  'export const [, , a] = process.argv',
  'export const a = process.cwd()',
  "process.env['TZ'] = 'UTC'",
  "delete process.env['TZ']",
  "Object.assign(globalThis, { shop: 'x' })",
  "Reflect.set(Array.prototype, 'x', 1)",
  'setTimeout(() => undefined, 1)',
  "export const a = ['x'].map((path) => slurp(path))",
  "export const a = ['x'].map(slurp)",
  "export const a = Object.fromEntries(['x'].map((path) => [path, slurp(path)]))",
  'export const a = Array.from({ length: 3 }, () => Math.random())',
  "export const a = (() => slurp('x'))()",
  'export const a = new Promise((resolve) => setTimeout(resolve, 1))',
  "(async () => { await fetch('x') })()",
  "try { fs.mkdirSync('x') } catch {}",
  'const now = Date.now\nexport const a = now()',
  'const { random } = Math\nexport const a = random()',
  "const deep = { a: { b: () => fetch('x') } } as const\nexport const c = deep.a.b()",
  "export const a = outer()\nfunction outer() { return inner() }\nfunction inner() { return slurp('x') }",
  'export class A { static readonly at = Date.now() }',
  'export class A { static { slurp("x") } }',
  'export class A { readonly id = crypto.randomUUID() }',
  'export class A { readonly one = A.one(); static one() { return Date.now() } }',
  'export class A { constructor(at = Date.now()) { void at } }',
  "export class A { constructor(pool: Pool) { pool.on('error', () => undefined) } }",
  "export class A { constructor(pool: Pool) { void pool.query('select 1') } }",
  'export class A { constructor(private readonly pool: Pool) { this.pool.connect() } }',
  "export class A { constructor(private readonly pool: Pool) { this.run() } run() { void this.pool.query('x') } }",
  'export class A { constructor(list: A[]) { list.push(this) } }',
  'export class A { constructor(options: { x: number }) { options.x = 1 } }',
  'export class A { static count = 0; readonly id: number; constructor() { this.id = A.count++ } }',
  'export class A { constructor(parts: readonly Part[]) { for (const part of parts) part.join(this) } }\ninterface Part { join: (a: A) => void }',
  "export const a = new (class { constructor() { slurp('x') } })()",
  "class A { constructor() { slurp('x') } }\nclass B extends A {}\nexport const b = new B()",
  "const { existsSync } = require('node:fs')\nexport const a = existsSync('x')",
  "const disk = require('node:fs')\nexport const a = disk.existsSync('x')",
  "require('pg').defaults.connect()",
  "for await (const x of fs.promises.watch('x')) void x",
  "export const a = import('./beside.ts')",
  'export const a = reread()',
  'export const a = load()',
  'export const a = beside.reread()',
  "log.info('x')",
  "journal.info('x')",
  'export const a = Made.of()',
  'const quiet = new Quiet(1)\nexport const a = quiet.load()',
  "const mark = (_: unknown): void => { slurp('x') }\n@mark\nexport class A {}",
  "const mark = (path: string) => { slurp(path); return () => undefined }\nexport class A { @mark('x') run() {} }",
  "const mark = (): void => { slurp('x') }\nexport class A { constructor(@mark one: number) { void one } }",
  "export class A { @Pool(slurp('x')) readonly one: number = 1 }",
]

const HARMLESS = [
  "export const a = crypto.createHash('sha256').update('x').digest('hex')",
  "const told = new EventEmitter()\ntold.on('x', () => undefined)",
  'export const a = z.string().transform((text) => text + String(Date.now()))',
  "export const a = new Date('2024-01-01').toISOString()",
  "export const a = process.platform.startsWith('win')",
  "export const a = typeof window === 'undefined'",
  "const own: Record<string, number> = {}\nown['a'] = 1\nObject.assign(own, { b: 1 })",
  'let count = 0\ncount += 1\nexport const a = count',
  'export const a = { at: () => Date.now(), get now() { return Date.now() } }',
  "export const a = async () => import('./beside.ts')",
  'export default async function main() { await fetch("x") }',
  'export class A { readonly later = () => Date.now() }',
  'export class A { readonly #all = new Set<string>(); constructor(all: readonly string[]) { for (const one of all) this.#all.add(one) } }',
  'export class A { constructor(size: number) { if (size < 0) throw new RangeError(`${size}`); Object.freeze(this) } }',
  'export class A { readonly at: string; constructor(at: Date) { this.at = at.toISOString() } }',
  'export class A { readonly is: boolean; constructor(stats: fs.Stats) { this.is = stats.isFile() } }',
  "export class A { constructor(names: readonly string[]) { names.forEach((name) => { if (name === '') throw new TypeError('x') }) } }",
  'export class A { private constructor() { slurp("x") } static open() { return new A() } }',
  "export class A extends EventEmitter { constructor() { super(); this.emit('x') } }",
  'class A extends Pool {}\nexport const a = new A()',
  'const mark = (_: unknown): void => undefined\n@mark\nexport class A {}',
  "@Pool\n@Pool('x')\nexport class A { @Pool() readonly one: number = 1; constructor(@Pool('y') two: number) { void two } }",
  "const mark = (path: string) => Pool(path)\n@mark('x')\nexport class A {}",
  "@Reflect.metadata('x', 1)\nexport class A {}",
  "export class A { @Pool(() => slurp('x')) readonly one: number = 1 }",
  'export const a = [1, 2].reduce((all, x) => { all.set(x, x); return all }, new Map<number, number>())',
  "export const a = pure('x')",
  "export const a = ['x'].map(pure)",
  "export const a = log.quiet('x')",
  'export const a = Made.none()',
  'export const a = new Quiet(1)',
  "const { Client } = require('pg')\nexport const a = () => new Client()",
  "export const a = require('node:path').join('a', 'b')",
  'export const a = turn(3)',
  'const a = b\nconst b = a\nb()',
  'const a = a.next()\na.next()',
  'for (const a of a.all) a.next()',
  'export class A { readonly b = this.c.x(); readonly c = this.b.x(); constructor() { this.c.y() } }',
]

describe('The rule init-effects', () => {
  const found = breaking('init-effects', { folder: 'src/service/order', head, beside: besides }, [
    ...EFFECTS,
    ...HARMLESS,
  ])

  test('finds each effect', () => assert.deepEqual(found, EFFECTS))

  test('finds nothing if there is no effect', () => {
    assert.deepEqual(
      HARMLESS.filter((statement) => found.includes(statement)),
      [],
    )
  })
})

/** The messages of the rule for one file: what is wrong, and how to fix it. */
const saidOf = (path: string, text: string): readonly (readonly [what: string, fix: string])[] =>
  findingsIn({ name: '', rule: 'init-effects', verdict: 'broken', parts: [{ path, text }], expected: [] })
    .filter(({ rule }) => rule === 'init-effects')
    .map(({ what, fix }) => [what, fix])

describe('The message about an effect', () => {
  test('says that a decorator of a parameter runs when the class is declared, not when an instance is created', () => {
    const text = `const mark = (): void => console.log('x')\nexport class Desk { constructor(@mark one: number) { void one } }\n`
    const [[what] = []] = saidOf('src/service/order/desk.ts', text)
    assert.equal(
      what,
      'When this module is imported and the class is declared, mark is called, and in it console.log is called.',
    )
  })

  test('proposes to move a call that returns no value', () => {
    const text = `console.log('loaded')
export class Order {
  readonly timer: unknown
  constructor() {
    fetch('https://shop.example')
    this.timer = setTimeout(() => undefined, 1)
  }
}
`
    assert.deepEqual(
      saidOf('src/domain/order/order.ts', text).map(([, fix]) => fix),
      [
        'Move the call into a function that other code calls, or into main.ts.',
        'Move the call into a method, or into main.ts.',
        'Move the call into a method, or into main.ts.',
      ],
    )
  })

  test('proposes to take the value of a call as an argument', () => {
    const [[, fix] = []] = saidOf('src/domain/order/order.ts', 'export const opened = Date.now()\n')
    assert.equal(fix, 'Take the value as an argument, and let the service or main.ts get it.')
  })

  test('uses "a" or "an" as the name is pronounced', () => {
    for (const [name, one] of [
      ['User', 'a User'],
      ['Update', 'an Update'],
      ['Order', 'an Order'],
      ['Unit', 'a Unit'],
    ] as const) {
      const [[what] = []] = saidOf('src/domain/x.ts', `export class ${name} { readonly at: number = Date.now() }\n`)
      assert.equal(what, `Whenever ${one} is created, Date.now is called.`)
    }
  })
})
