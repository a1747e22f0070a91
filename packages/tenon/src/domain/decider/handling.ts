import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
import { Name } from '../data/names.ts'
import { must, mustHave } from '../data/schema-messages.ts'

const ATTEMPTS = 'a whole number of at least 1'

/** The schema of the fields of a command to handle. It accepts any command. */
export const HandlingFields: Schema<
  unknown,
  {
    readonly stream: string
    readonly command: unknown
    readonly commandId: string
    readonly metadata: object
    readonly attempts: number
  }
> = z.strictObject(
  {
    stream: Name,
    command: z.unknown(),
    commandId: Name,
    metadata: z
      .custom<object>(isObject, must('a JSON object'))
      .refine((metadata) => !Object.hasOwn(metadata, 'schema'), {
        error: 'must not have the key schema, which is kept for the version of the type',
      }),
    attempts: z.int(must(ATTEMPTS)).min(1, must(ATTEMPTS)),
  },
  mustHave('stream', 'command', 'commandId', 'metadata', 'attempts'),
)

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
