import { z } from 'zod'
import { unfit } from './sentence.ts'

/** The most faults that a list is searched for. */
const MOST_FAULTS = 10

/**
 * The schema of a list of one item or more, at most `most`; `what` names it in a refusal, such as `a list of one event or more`. Unlike zod's own
 * it looks at the length first, and no further than the tenth fault: an enormous list costs neither time nor memory.
 */
export const listOf = <Given, Taken>(
  item: z.ZodType<Given, Taken>,
  what: string,
  most: number,
): z.ZodType<readonly Given[], readonly Taken[]> => {
  const list = z.unknown().meta(shapeOf(item, most)) as z.ZodType<readonly Taken[], readonly Taken[]>
  return list.transform((value, refusals) => {
    const refuse = (message: string, path: PropertyKey[]): void => {
      // It goes on being a list, so that a union of this and something else says what is wrong with the list.
      refusals.issues.push({ code: 'custom', message, path, input: value, continue: Array.isArray(value) })
    }
    const given: Given[] = []
    // Read once: the list may be a proxy, and its length anything.
    const length = Array.isArray(value) ? value.length : 0
    const end = length <= most ? length : 0
    if (!(end >= 1)) refuse(unfit(what, value), [])
    for (let i = 0; i < end && refusals.issues.length < MOST_FAULTS; i += 1) {
      const held = item.safeParse(value[i])
      if (held.success) given.push(held.data)
      else for (const { message, path } of held.error.issues) refuse(message, [i, ...path])
    }
    return Object.freeze(given)
  })
}

/** What JSON Schema says of such a list: it cannot look into the walk. */
const shapeOf = (item: z.ZodType, most: number): Record<string, unknown> => {
  const { $schema: _, ...items } = item['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  return { type: 'array', minItems: 1, maxItems: most, items }
}
