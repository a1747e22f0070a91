import { z } from 'zod'

/** What the shop sells. */
export const Product = z.enum(['tea', 'coffee', 'honey'])
export type Product = z.infer<typeof Product>

/** A number of pieces. */
export const Quantity = z.int().min(1)

/** What one piece costs, in cents. */
export const PRICES: { readonly [name in Product]: number } = Object.freeze({ tea: 450, coffee: 890, honey: 1250 })
