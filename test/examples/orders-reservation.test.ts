import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { type EventStore, handle, type RecordedEvent } from 'tenon'
import type { Product } from '../../examples/orders/domain/catalogue.ts'
import { askOrder, receive } from '../../examples/orders/domain/desk.ts'
import { stock } from '../../examples/orders/domain/stock.ts'
import { followOrders } from '../../examples/orders/service/follow-orders.ts'
import { policy } from '../../examples/orders/service/policy.ts'
import { configAt, shopOn } from '../../examples/orders/service/shop.ts'

describe('The goods of an order', () => {
  test('are reserved when it is placed, and the order is confirmed', async (t) => {
    const shop = await shopFor(t)
    await receive(shop, 'tea', 5, 'delivery')
    await place(shop, '1', 'tea', 3)
    await followed(shop)
    assert.deepEqual(await story(shop), [
      'stock-tea StockReceived',
      'order-1 OrderPlaced',
      'stock-tea StockReserved',
      'order-1 OrderConfirmed',
    ])
  })

  test('are not reserved if the stock is short, and the order is cancelled', async (t) => {
    const shop = await shopFor(t)
    await receive(shop, 'honey', 2, 'delivery')
    await place(shop, '1', 'honey', 3)
    await followed(shop)
    assert.deepEqual((await story(shop)).slice(2), ['stock-honey StockRanShort', 'order-1 OrderCancelled'])
    await place(shop, '2', 'honey', 2)
    await followed(shop)
    assert.deepEqual((await story(shop)).slice(4), [
      'order-2 OrderPlaced',
      'stock-honey StockReserved',
      'order-2 OrderConfirmed',
    ])
  })

  test('are released when it is cancelled, so that the next order can have them', async (t) => {
    const shop = await shopFor(t)
    await receive(shop, 'tea', 3, 'delivery')
    await place(shop, '1', 'tea', 3)
    await followed(shop)
    await askOrder(shop, '1', { do: 'cancel', because: 'by_customer' }, 'cancel-1')
    await followed(shop)
    await place(shop, '2', 'tea', 3)
    await followed(shop)
    assert.deepEqual((await story(shop)).slice(4), [
      'order-1 OrderCancelled',
      'stock-tea StockReleased',
      'order-2 OrderPlaced',
      'stock-tea StockReserved',
      'order-2 OrderConfirmed',
    ])
  })

  test('are reserved and released once, however often the events come', async (t) => {
    const shop = await shopFor(t)
    await receive(shop, 'tea', 5, 'delivery')
    await place(shop, '1', 'tea', 3)
    await place(shop, '2', 'tea', 3)
    await askOrder(shop, '1', { do: 'cancel', because: 'by_customer' }, 'cancel-1')
    await Promise.all([followed(shop), followed(shop), followed(shop)])
    const once = await story(shop)
    assert.equal(once.filter((line) => line === 'stock-tea StockReserved').length, 1)
    assert.equal(once.filter((line) => line === 'stock-tea StockRanShort').length, 1)
    assert.equal(once.filter((line) => line === 'stock-tea StockReleased').length, 1)
    // The order that could not be served is not served later, when goods arrive and its event comes again.
    await receive(shop, 'tea', 100, 'another delivery')
    await followed(shop)
    assert.deepEqual(await story(shop), [...once, 'stock-tea StockReceived'])
  })

  test('are reserved once if a process ended in the middle of a reaction', async (t) => {
    const shop = await shopFor(t)
    await receive(shop, 'tea', 5, 'delivery')
    await place(shop, '1', 'tea', 3)
    const [, placed] = await eventsOf(shop)
    const command = { do: 'reserve', order: 'order-1', quantity: 3 } as const
    const half = { stream: 'stock-tea', command, commandId: placed?.id ?? '', metadata: {}, attempts: 1 }
    assert.equal((await handle(shop, stock, half)).kind, 'decided')
    await followed(shop)
    assert.deepEqual((await story(shop)).slice(2), ['stock-tea StockReserved', 'order-1 OrderConfirmed'])
  })
})

describe('A command of the desk', () => {
  test('with the same id again is a repeat, and changes nothing', async (t) => {
    const shop = await shopFor(t)
    const first = await receive(shop, 'tea', 5, 'delivery')
    const again = await receive(shop, 'tea', 5, 'delivery')
    assert.deepEqual([first.kind, again.kind], ['decided', 'repeated'])
    assert.deepEqual([await place(shop, '1', 'tea', 1), await place(shop, '1', 'tea', 1)], ['decided', 'repeated'])
    assert.deepEqual(await story(shop), ['stock-tea StockReceived', 'order-1 OrderPlaced'])
  })
})

/** Opens a shop in a new file. */
const shopFor = async (t: TestContext): Promise<EventStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-orders-'))
  const config = configAt(join(folder, 'shop.sqlite'), true)
  assert.ok(config.fits)
  const binding = shopOn(config.value, policy)
  t.after(async () => {
    await binding.close()
    await rm(folder, { recursive: true })
  })
  const opened = await binding.open()
  assert.ok(opened.kind === 'opened', JSON.stringify(opened))
  return opened.store
}

const place = async (shop: EventStore, id: string, product: Product, quantity: number): Promise<string> =>
  (await askOrder(shop, id, { do: 'place', customer: 'Ada', product, quantity }, `place-${id}`)).kind

/** Reacts to every order event, from the first one on, until it has caught up. */
const followed = async (shop: EventStore): Promise<void> => {
  const outcome = await followOrders(shop, 'start', 'caught_up', new AbortController().signal)
  assert.equal(outcome.kind, 'caught_up', JSON.stringify(outcome))
}

/** Returns what happened, in the order of the log. */
const story = async (shop: EventStore): Promise<readonly string[]> =>
  (await eventsOf(shop)).map(({ stream, type }) => `${stream} ${type}`)

const eventsOf = async (shop: EventStore): Promise<readonly RecordedEvent[]> => {
  const page = await shop.read_all({ after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1_000 })
  assert.ok(page.kind === 'page' && page.caughtUp)
  return page.events
}
