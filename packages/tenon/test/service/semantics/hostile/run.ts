import type { Random } from '../../../../src/domain/conformance/given/random.ts'
import { secondArgument } from './calls.ts'
import type { Made } from './caller.ts'
import type { Held } from './ledger.ts'
import { mutate, type Mutated } from './mutations.ts'
import { idsFrom, type Operation, operations, validFields } from './valid.ts'

/** A call to make, with what is known about it before. */
export interface Prepared extends Made {
  /** Every id that its events could be stored under. */
  readonly ids: readonly string[]
  /** The content of an append, if it can be read and reads the same each time. */
  readonly held: Held | undefined
  /** The objects that the call passes in and that were not frozen. */
  readonly thawed: readonly object[]
}

/**
 * Prepares calls, most of them hostile, from a source of random numbers. A call without a deadline may take as long as
 * the policy says.
 */
export const preparing = (draw: Random, deadlineMs: number): (() => Prepared) => {
  const nextId = idsFrom(draw)
  return () => {
    const operation: Operation = draw(5) < 2 ? 'append' : (operations[draw(operations.length)] ?? 'append')
    const ids: string[] = []
    const id = (): string => {
      const made = nextId()
      ids.push(made)
      return made
    }
    const plain = validFields(operation, draw, id)
    const mutated: Mutated = { draw, id, stable: true }
    const fields = draw(5) < 2 ? plain : mutate(plain, mutated)
    const second = secondArgument(draw)
    const held = operation === 'append' && mutated.stable ? heldIn(fields) : undefined
    return { operation, fields, second, deadlineMs, ids, held, thawed: thawedIn(plain) }
  }
}

/** Reads the content of an append, as a store would. Returns nothing if it cannot be read. */
const heldIn = (fields: unknown): Held | undefined => {
  try {
    // Whatever the value is, it is only read.
    const { stream, events } = fields as { readonly [key: string]: unknown }
    if (!Array.isArray(events) || events.length > 10) return undefined
    return { stream, events: events.map(heldEvent) }
  } catch {
    return undefined
  }
}

const heldEvent = (event: { readonly [key: string]: unknown }): Held['events'][number] => {
  const { id, type, data, metadata } = event
  return { id, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) }
}

/** Returns the objects of valid fields that mutations have left visible and that are not frozen. */
const thawedIn = (value: unknown): readonly object[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = isThawed(value) ? [value] : []
  return [
    ...own,
    ...Object.values(Object.getOwnPropertyDescriptors(value)).flatMap((descriptor) => shallow(descriptor.value)),
  ]
}

/** Returns an object and those that it holds. Does not look into hostile objects. */
const shallow = (value: unknown): readonly object[] => {
  if (typeof value !== 'object' || value === null) return []
  return isThawed(value) ? [value] : []
}

/** Returns whether an object can be changed. An object that cannot be asked counts as frozen. */
export const isThawed = (value: object): boolean => {
  try {
    return !Object.isFrozen(value)
  } catch {
    return false
  }
}
