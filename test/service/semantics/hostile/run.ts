import type { Random } from '../../../../src/domain/conformance/event/given/random.ts'
import { secondArgument } from './calls.ts'
import type { Made } from './caller.ts'
import type { Held } from './ledger.ts'
import { mutate, type Mutated } from './mutations.ts'
import { idsFrom, type Operation, operations, validFields } from './valid.ts'

/** A call that is to be made, with what is known of it before. */
export interface Prepared extends Made {
  /** Every id that its events could be stored under. */
  readonly ids: readonly string[]
  /** What an append holds, where that reads the same each time and could be read. */
  readonly held: Held | undefined
  /** The objects that it hands in and that were not frozen. */
  readonly thawed: readonly object[]
}

/** Prepares calls, most of them hostile, drawn from a source of numbers. A call that names no deadline may take as long as the policy says. */
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

/** Reads what an append holds, as a store would, or nothing where it cannot be read. */
const heldIn = (fields: unknown): Held | undefined => {
  try {
    // Whatever it is, it is only read.
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

/** The objects of valid fields that mutations have left to be seen, which are not frozen. */
const thawedIn = (value: unknown): readonly object[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = isThawed(value) ? [value] : []
  return [
    ...own,
    ...Object.values(Object.getOwnPropertyDescriptors(value)).flatMap((descriptor) => shallow(descriptor.value)),
  ]
}

/** An object, and those that it holds. Objects that are hostile are looked at no further. */
const shallow = (value: unknown): readonly object[] => {
  if (typeof value !== 'object' || value === null) return []
  return isThawed(value) ? [value] : []
}

/** Whether an object can be changed. One that cannot be asked is left alone. */
export const isThawed = (value: object): boolean => {
  try {
    return !Object.isFrozen(value)
  } catch {
    return false
  }
}
