/** Freezes plain data to its last leaf and gives it back. Schemas are left as they are: a validator may keep state. */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if ('~standard' in value) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}
