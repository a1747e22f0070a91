import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkHere } from '../tenon-check.ts'
import { shop, write } from '../shop.ts'

const LOOSE = `export interface Order {
  id: string
  lines: string[]
}
`
const FROZEN = `export interface Order {
  readonly id: string
  readonly lines: readonly string[]
}
`

test('--fix makes the edits that are safe, says where, and checks again', async (t) => {
  const folder = await shop(t, {
    'src/domain/order.ts': LOOSE,
    'src/domain/basket.ts': LOOSE.replace('Order', 'Basket'),
  })
  const before = await checkHere(folder)
  assert.equal(before.code, 1)
  assert.match(before.stdout, /order\.ts:1:\d+ {2}frozen/)
  assert.match(before.stderr, /1 broken\. 2 of 2 findings can be fixed by "tenon-check --fix"\.\n$/)
  const { code, stdout, stderr } = await checkHere(folder, '--fix')
  assert.deepEqual([code, stdout], [0, ''])
  assert.match(stderr, /0 broken\. Fixed \d+ places in src\/domain\/basket\.ts, src\/domain\/order\.ts\.\n$/)
  assert.equal(await readFile(join(folder, 'src/domain/order.ts'), 'utf8'), FROZEN)
  const again = await checkHere(folder, '--fix')
  assert.doesNotMatch(again.stderr, /Fixed/)
})

test('--fix touches only what is asked for', async (t) => {
  const folder = await shop(t, {
    'src/domain/order.ts': LOOSE,
    'src/domain/basket.ts': LOOSE.replace('Order', 'Basket'),
  })
  const { code } = await checkHere(folder, '--fix', 'src/domain/order.ts')
  assert.equal(code, 0)
  assert.equal(await readFile(join(folder, 'src/domain/order.ts'), 'utf8'), FROZEN)
  assert.match(await readFile(join(folder, 'src/domain/basket.ts'), 'utf8'), /^ {2}id: string$/m)
})

test('--fix touches no file with a parse error, and none with an exception', async (t) => {
  const broken = `${LOOSE}export const = 1\n`
  const excepted = LOOSE.replace('id: string', 'id: string // tenon-allow frozen: it is filled in later')
  const folder = await shop(t, { 'src/domain/order.ts': broken, 'src/domain/basket.ts': excepted })
  const { code, stderr } = await checkHere(folder, '--fix')
  assert.equal(code, 2)
  assert.doesNotMatch(stderr, /can be fixed by/)
  assert.equal(await readFile(join(folder, 'src/domain/order.ts'), 'utf8'), broken)
  assert.match(await readFile(join(folder, 'src/domain/basket.ts'), 'utf8'), /^ {2}id: string \/\/ tenon-allow/m)
})

test('--fix keeps a byte order mark and Windows line ends', async (t) => {
  const folder = await shop(t, {})
  await write(folder, { 'src/domain/order.ts': `\uFEFF${LOOSE.replaceAll('\n', '\r\n')}` })
  assert.equal((await checkHere(folder, '--fix')).code, 0)
  assert.equal(await readFile(join(folder, 'src/domain/order.ts'), 'utf8'), `\uFEFF${FROZEN.replaceAll('\n', '\r\n')}`)
})

test('--fix keeps what a linter of types would see: the text outside of its edits', async (t) => {
  const text = `/** An order. */\nexport class Order {\n  id: string\n\n  constructor(id: string) {\n    this.id = id\n  }\n}\n`
  const folder = await shop(t, { 'src/domain/order.ts': text })
  await checkHere(folder, '--fix')
  assert.equal(
    await readFile(join(folder, 'src/domain/order.ts'), 'utf8'),
    text.replace('  id: string\n', '  readonly id: string\n'),
  )
})
