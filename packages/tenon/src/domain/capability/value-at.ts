/**
 * Returns the value at a path such as `cake.layers`, or `undefined` if a step of the path is missing. `''` is the value
 * itself.
 */
export const valueAt = (value: unknown, path: string): unknown => valueAtKeys(value, path === '' ? [] : path.split('.'))

/** Returns the value that a list of keys leads to, or `undefined` if one of them is missing. */
export const valueAtKeys = (value: unknown, keys: readonly string[]): unknown => {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, key)
  }
  return found
}
