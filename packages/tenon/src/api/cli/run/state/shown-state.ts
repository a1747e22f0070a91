import { messageOf } from '../../../../domain/data/message-of.ts'
import type { Json } from '../../../../domain/data/json.ts'

/** A state as JSON. */
export interface ShownState {
  readonly kind: 'shown'
  readonly json: Json
}

/** A state that cannot be shown. */
interface UnshownState {
  readonly kind: 'unshown'
  /** Why, as the rest of a sentence about the state. */
  readonly says: string
}

/**
 * Returns a state as JSON. A state need not be JSON: a map is shown as a list of its entries, a set as a list, and a
 * bigint and a number that is not finite as a text. What JSON leaves out is left out.
 */
export const shownState = (state: unknown): ShownState | UnshownState => {
  try {
    const text: unknown = JSON.stringify(state, (_key, value: unknown) => plain(value))
    return { kind: 'shown', json: typeof text === 'string' ? JSON.parse(text) : null }
  } catch (error) {
    return { kind: 'unshown', says: `cannot be shown as JSON: ${messageOf(error)}` }
  }
}

const plain = (value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return [...value]
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}
