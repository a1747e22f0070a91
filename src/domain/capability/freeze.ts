/** Freezes plain data to its last leaf and gives it back. Schemas are left as they are: a validator may keep state. */
export const deepFreeze = <T>(value: T): T => {
  freeze(value, new Set())
  return value
}

const freeze = (value: unknown, seen: Set<unknown>): void => {
  if (typeof value !== 'object' || value === null || seen.has(value) || '~standard' in value) return
  seen.add(value)
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part, seen)
}
