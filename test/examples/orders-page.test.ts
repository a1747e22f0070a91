import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Shop } from './orders.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/orders/', import.meta.url))

describe('npm run orders', () => {
  test('plays an opening day, and shows it on a page', async (t) => {
    await using shop = await Shop.start(EXAMPLE, await folderFor(t), 'shop.sqlite')
    assert.match(shop.printed, /^The opening day: 12 commands decided, 0 repeated\.$/m)
    assert.deepEqual(await shop.rows(ALL_DECIDED), OPENING_DAY)
    const page = await (await fetch(shop.address)).text()
    assert.ok(page.includes('O&#39;Neill &#38; Sons'))
    assert.equal(await shop.end(), 0)
  })

  test('shows an order that was placed before it was killed, and repeats nothing', async (t) => {
    const folder = await folderFor(t)
    const form = {
      order: '7001',
      token: randomUUID(),
      do: 'place',
      customer: '<b>Eve</b>',
      product: 'tea',
      quantity: '2',
    }
    const row = ['7001', '<b>Eve</b>', 'tea', '2', '9.00 €', 'confirmed']
    {
      await using shop = await Shop.start(EXAMPLE, folder, 'shop.sqlite')
      assert.equal(await shop.send(form), 'Order 7001: OrderPlaced.')
      assert.deepEqual((await shop.rows(isConfirmed))[0], row)
      assert.equal(await shop.send(form), 'Order 7001: this was asked before, and nothing was done twice.')
      await shop.kill()
    }
    await using shop = await Shop.start(EXAMPLE, folder, 'shop.sqlite')
    assert.match(shop.printed, /^The opening day: 0 commands decided, 12 repeated\.$/m)
    assert.deepEqual(await shop.rows(isConfirmed), [row, ...OPENING_DAY])
    assert.equal(await shop.send(form), 'Order 7001: this was asked before, and nothing was done twice.')
    assert.deepEqual(await shop.rows(isConfirmed), [row, ...OPENING_DAY])
  })

  test('names commands to try next, which work while it runs', async (t) => {
    const folder = await folderFor(t)
    await using shop = await Shop.start(EXAMPLE, folder, 'shop.sqlite')
    await shop.rows(ALL_DECIDED)
    const printed = await shop.commands(folder)
    assert.equal(printed.length, 5)
    const [read = '', event = '', now = '', before = ''] = printed
    assert.deepEqual(read.match(/Order\w+/g), ['OrderPlaced', 'OrderConfirmed', 'OrderPaid', 'OrderShipped'])
    assert.deepEqual(event.match(/"type": "Stock\w+"/g), ['"type": "StockReserved"'])
    assert.match(now, /"stage": "shipped"/)
    assert.match(before, /"stage": "placed"/)
    // The page goes over to the build that replaced the live one.
    assert.deepEqual(await shop.rows(ALL_DECIDED), OPENING_DAY)
    assert.equal(await shop.send({ order: '1004', token: randomUUID(), do: 'pay' }), 'Order 1004: OrderPaid.')
    await shop.rows((rows) => rows.some(([id, , , , , state]) => id === '1004' && state === 'paid'))
  })

  test('answers a form that is not one of its own in a sentence', async (t) => {
    await using shop = await Shop.start(EXAMPLE, await folderFor(t), 'shop.sqlite')
    const form = { order: '1002', token: randomUUID() }
    assert.equal(await shop.send({ ...form, do: 'ship', carrier: 'bike' }), 'Order 1002: OrderShipped.')
    assert.equal(
      await shop.send({ ...form, do: 'cancel', because: 'by_customer' }),
      'Order 1002: a shipped order cannot be cancelled.',
    )
    assert.match(await shop.send({ ...form, do: 'burn' }), /^This form cannot be taken: do: /)
    assert.match(await shop.send({ do: 'pay' }), /^This form cannot be taken: order: /)
    const place = { ...form, do: 'place', customer: 'Eve', product: 'tea', quantity: '-1' }
    assert.match(await shop.send(place), /^This form cannot be taken: quantity: /)
  })

  test('refuses requests from elsewhere', async (t) => {
    await using shop = await Shop.start(EXAMPLE, await folderFor(t), 'shop.sqlite')
    const from = (headers: { readonly [name: string]: string }) => statusOf(shop.address, 'POST', headers)
    assert.equal(await from({ origin: 'https://example.org' }), 403)
    assert.equal(await from({ host: 'example.org' }), 403)
    const long = await fetch(shop.address, {
      method: 'POST',
      body: new URLSearchParams({ customer: 'x'.repeat(10_000) }),
    })
    assert.equal(long.status, 413)
    assert.equal(await statusOf(`${shop.address}other`, 'GET', {}), 404)
    assert.equal(await statusOf(shop.address, 'DELETE', {}), 405)
    assert.equal(await statusOf(shop.address, 'GET', {}), 200)
  })

  test('says which port is taken, and what is wrong with a path', async (t) => {
    const folder = await folderFor(t)
    await using shop = await Shop.start(EXAMPLE, folder, 'shop.sqlite')
    const { port } = new URL(shop.address)
    const second = await Shop.failing(EXAMPLE, folder, ['shop.sqlite', 'order-book.sqlite', port])
    assert.deepEqual(second, {
      code: 1,
      stderr: `Port ${port} is taken. State another one: npm run orders -- shop.sqlite order-book.sqlite ${Number(port) + 1}\n`,
    })
    for (const words of [['--help'], ['shop.sqlite', 'order-book.sqlite', 'http']]) {
      const unclear = await Shop.failing(EXAMPLE, folder, words)
      assert.match(unclear.stderr, /^npm run orders -- \[place of the events\] \[file of the order book\] \[port\]$/m)
    }
    const noFile = await Shop.failing(EXAMPLE, folder, ['.', 'order-book.sqlite', '0'])
    assert.deepEqual(noFile, { code: 1, stderr: 'open: . is a folder. Name a file.\n' })
  })
})

/** The orders of the opening day, as the page shows them: the newest first. */
const OPENING_DAY = [
  ['1005', 'Grace', 'honey', '5', '62.50 €', 'cancelled out of stock'],
  ['1004', "O'Neill & Sons", 'tea', '10', '45.00 €', 'confirmed'],
  ['1003', 'Ada', 'coffee', '1', '8.90 €', 'cancelled by customer'],
  ['1002', 'Grace', 'coffee', '2', '17.80 €', 'paid'],
  ['1001', 'Ada', 'tea', '3', '13.50 €', 'shipped by bike'],
]

const ALL_DECIDED = (rows: readonly (readonly string[])[]): boolean =>
  rows.length === OPENING_DAY.length && rows.some(([, , , , , state]) => state === 'cancelled by customer')

const isConfirmed = (rows: readonly (readonly string[])[]): boolean =>
  rows.some(([id, , , , , state]) => id === '7001' && state === 'confirmed')

const statusOf = async (address: string, method: string, headers: { readonly [name: string]: string }) => {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  request(address, { method, headers }, (response) => {
    text(response).then(() => resolve(response.statusCode), reject)
  })
    .on('error', reject)
    .end()
  return promise
}

const folderFor = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-orders-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}
