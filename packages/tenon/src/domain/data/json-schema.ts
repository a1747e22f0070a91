import { z } from 'zod'
import { type Json, type JsonInput, type JsonText, writeJson } from './json.ts'

/** The part of zod's context that takes the place at which a value is not JSON. */
interface Refusals {
  readonly issues: { push(issue: { code: 'custom'; path: (string | number)[]; message: string; input: unknown }): void }
}

/** Writes a value as JSON for a schema, or refuses it with the place at which it is not JSON. */
export const written = (value: unknown, refusals: Refusals): JsonText => {
  const json = writeJson(value)
  if ('text' in json) return json.text
  refusals.issues.push({ code: 'custom', path: [...json.flaw.path], message: json.flaw.says, input: value })
  return z.NEVER
}

// These accept everything: `written` checks what a caller gives, and what is stored was checked before. Zod's own
// schema of JSON loses `__proto__` and accepts cycles.
const AnyInput = z.unknown() as z.ZodType<JsonInput, JsonInput>

/** The schema of a stored JSON value. It accepts everything, because the value was checked when it was written. */
export const AnyJson = z.unknown() as z.ZodType<Json, Json>

/**
 * The schema of any JSON. It gives the JSON text that the binding stores, so changes that the caller makes to the value
 * later do not reach the store.
 */
export const WrittenJson: z.ZodType<JsonText, JsonInput> = AnyInput.transform(written)
