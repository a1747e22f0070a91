import type { Capability } from '../../../domain/capability/capability.ts'
import { describe } from '../../../domain/capability/describe.ts'
import { canonicalHash } from '../../../service/node/hash.ts'

/**
 * Whether two declarations have the same operations, with the same intents and results. A config may import its own
 * copy of this package, so the declarations are compared by what they describe. Texts for people may differ.
 */
export const sameOperations = (one: Capability, other: Capability): boolean =>
  one === other || operationsHash(one) === operationsHash(other)

const operationsHash = (capability: Capability): string => canonicalHash(withoutTexts(describe(capability).operations))

/** Returns JSON without its texts for people. */
const withoutTexts = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      // A field of that name is described by a schema, which is an object.
      .filter(([key, part]) => typeof part !== 'string' || !TEXTS.has(key))
      .map(([key, part]) => [key, withoutTexts(part)]),
  )
}

const TEXTS: ReadonlySet<string> = new Set(['says', 'description', 'title', '$comment'])
