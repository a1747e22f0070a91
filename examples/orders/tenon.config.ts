import type { ProjectionEntry } from 'tenon/run'
import { order } from './domain/order.ts'
import { stock } from './domain/stock.ts'
import { bookSettings, orderBookIn, usualBook } from './service/order-book.ts'
import { policy } from './service/policy.ts'
import { configAt, shopOn, usualPlace } from './service/shop.ts'

const config = configAt(usualPlace, false)
if (!config.fits) throw new TypeError(config.says)
const shop = shopOn(config.value, policy)

/** The stores that the command line opens with `--config examples/orders/tenon.config.ts`. */
export const stores = { shop }

/** The deciders that `tenon state` folds with. */
export const deciders = { order, stock }

/** The projections that `tenon project` runs. */
export const projections: { readonly [name: string]: ProjectionEntry } = {
  orders: { events: shop, model: orderBookIn(usualBook), settings: bookSettings },
}
