import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { given, type NewEventOf } from 'tenon'
import { order } from '../../examples/orders/domain/order.ts'
import type { OrderEvents } from '../../examples/orders/domain/order-events.ts'
import { stock } from '../../examples/orders/domain/stock.ts'
import { lines, sources } from '../house/source.ts'

const KEPT = { kind: 'as_expected' }

const placed: NewEventOf<typeof OrderEvents> = {
  type: 'OrderPlaced',
  data: { customer: 'Ada', product: 'tea', quantity: 3, cents: 1_350 },
}
const confirmed: NewEventOf<typeof OrderEvents> = { type: 'OrderConfirmed', data: {} }
const paid: NewEventOf<typeof OrderEvents> = { type: 'OrderPaid', data: { cents: 1_350 } }
const shipped: NewEventOf<typeof OrderEvents> = { type: 'OrderShipped', data: { carrier: 'bike' } }
const cancelled: NewEventOf<typeof OrderEvents> = {
  type: 'OrderCancelled',
  data: { product: 'tea', because: 'by_customer' },
}

describe('An order', () => {
  test('is placed once, at the price of the catalogue', () => {
    const place = { do: 'place', customer: 'Ada', product: 'tea', quantity: 3 } as const
    assert.deepEqual(given(order, []).when(place).then([placed]), KEPT)
    assert.deepEqual(given(order, [placed]).when(place).thenRejected('the_order_was_placed_before'), KEPT)
  })

  test('is confirmed, paid and shipped, in this order', () => {
    const ship = { do: 'ship', carrier: 'bike' } as const
    assert.deepEqual(given(order, [placed]).when({ do: 'confirm' }).then([confirmed]), KEPT)
    assert.deepEqual(given(order, [placed, confirmed]).when({ do: 'pay' }).then([paid]), KEPT)
    assert.deepEqual(given(order, [placed, confirmed, paid]).when(ship).then([shipped]), KEPT)

    const unconfirmed = given(order, [placed]).when({ do: 'pay' })
    assert.deepEqual(unconfirmed.thenRejected('only_a_confirmed_order_can_be_paid'), KEPT)
    const unpaid = given(order, [placed, confirmed]).when(ship)
    assert.deepEqual(unpaid.thenRejected('only_a_paid_order_can_be_shipped'), KEPT)
    const confirmedTwice = given(order, [placed, confirmed]).when({ do: 'confirm' })
    assert.deepEqual(confirmedTwice.thenRejected('only_a_placed_order_can_be_confirmed'), KEPT)
  })

  test('is cancelled at any time before it is shipped, and a second time nothing happens', () => {
    const cancel = { do: 'cancel', because: 'by_customer' } as const
    for (const events of [[placed], [placed, confirmed], [placed, confirmed, paid]])
      assert.deepEqual(given(order, events).when(cancel).then([cancelled]), KEPT)
    assert.deepEqual(given(order, [placed, cancelled]).when(cancel).thenNothing(), KEPT)
    const late = given(order, [placed, confirmed, paid, shipped]).when(cancel)
    assert.deepEqual(late.thenRejected('a_shipped_order_cannot_be_cancelled'), KEPT)
  })

  test('that was never placed can only be placed', () => {
    for (const command of [{ do: 'confirm' }, { do: 'pay' }, { do: 'ship', carrier: 'bike' }] as const)
      assert.deepEqual(given(order, []).when(command).thenRejected('there_is_no_such_order'), KEPT)
  })
})

describe('The stock of a product', () => {
  const received = { type: 'StockReceived', data: { quantity: 5 } } as const
  const reserved = { type: 'StockReserved', data: { order: 'order-1', quantity: 3 } } as const
  const released = { type: 'StockReleased', data: { order: 'order-1', quantity: 3 } } as const

  test('is reserved while there is enough of it, and then runs short', () => {
    const reserve = { do: 'reserve', order: 'order-2', quantity: 3 } as const
    const data = { order: 'order-2', quantity: 3 }
    assert.deepEqual(
      given(stock, [received])
        .when(reserve)
        .then([{ type: 'StockReserved', data }]),
      KEPT,
    )
    assert.deepEqual(
      given(stock, [received, reserved])
        .when(reserve)
        .then([{ type: 'StockRanShort', data }]),
      KEPT,
    )
    const again = given(stock, [received, reserved, released]).when(reserve)
    assert.deepEqual(again.then([{ type: 'StockReserved', data }]), KEPT)
  })

  test('is released once for an order, and not at all for an order that has none', () => {
    const release = { do: 'release', order: 'order-1' } as const
    assert.deepEqual(given(stock, [received, reserved]).when(release).then([released]), KEPT)
    assert.deepEqual(given(stock, [received, reserved, released]).when(release).thenNothing(), KEPT)
    assert.deepEqual(given(stock, [received]).when(release).thenNothing(), KEPT)
  })
})

describe('The domain of the order example', () => {
  test('has no loop, no cast and no try', () => {
    const domain = sources('examples/orders/domain')
    assert.ok(domain.length >= 8)
    assert.deepEqual(lines(domain, /\b(?:for|while|do\s*\{|try|catch|throw)\b|\bas\s+[\w{]/, 'code'), [])
  })
})
