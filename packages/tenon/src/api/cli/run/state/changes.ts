import type { Json } from '../../../../domain/data/json.ts'

/** A path at which two values differ. What is at it before or after is absent if there is nothing. */
export interface Change {
  /** As jq writes it: `.lines[0].price`; `.` is the whole value. */
  readonly path: string
  readonly before?: Json
  readonly after?: Json
}

/**
 * Returns where two values differ, ordered by path. Values are compared by their leaves: texts, numbers, `true`,
 * `false`, `null`, and empty lists and objects.
 */
export const changesBetween = (before: Json, after: Json): readonly Change[] => {
  const [old, next] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(next.get(path)))
    .toSorted(byPath)
    .map((path) => ({ path, ...at(old, path, 'before'), ...at(next, path, 'after') }))
}

type Leaves = ReadonlyMap<string, Json>

const leavesOf = (value: Json): Leaves => new Map(leaves('', value))

const leaves = (path: string, value: Json): readonly (readonly [path: string, leaf: Json])[] => {
  const parts = partsOf(value)
  return parts.length === 0
    ? [[path === '' ? '.' : path, value]]
    : parts.flatMap(([step, part]) => leaves(`${path}${path === '' && step.startsWith('[') ? '.' : ''}${step}`, part))
}

/** Returns the steps to the parts of a value, with the parts: none of a leaf. */
const partsOf = (value: Json): readonly (readonly [step: string, part: Json])[] => {
  if (typeof value !== 'object' || value === null) return []
  if (isList(value)) return value.map((part, i) => [`[${i}]`, part])
  return Object.entries(value).map(([key, part]) => [stepTo(key), part])
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const stepTo = (key: string): string => (/^[a-z_]\w*$/i.test(key) ? `.${key}` : `.[${JSON.stringify(key)}]`)

const at = (among: Leaves, path: string, when: 'before' | 'after'): Partial<Record<typeof when, Json>> => {
  const leaf = among.get(path)
  return leaf === undefined ? {} : { [when]: leaf }
}

// Numbers in a path are compared as numbers, so that the tenth of a list comes after the second.
const { compare: byPath } = new Intl.Collator('en', { numeric: true })
