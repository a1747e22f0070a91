import { z } from 'zod'
import { failed } from '../capability/failure.ts'
import { check, type Schema } from '../capability/schema.ts'
import { Name } from '../data/names.ts'
import { must, mustHave } from '../data/schema-messages.ts'
import { Metadata } from '../event/event.ts'
import type { EventStoreFailed } from '../event/failure.ts'
import type { DeciderParts } from './decider.ts'
import type { Handling } from './handled.ts'

/** The fields of a command to handle, each read once and checked. */
export interface CheckedHandling<P extends DeciderParts> extends Handling<P> {
  readonly kind: 'checked'
}

/** Checks the fields of a command to handle, except the command itself. Never throws. */
export const checkedHandling = <P extends DeciderParts>(
  handling: Handling<P>,
): CheckedHandling<P> | EventStoreFailed => {
  const checked = check(Fields, handling)
  return checked.fits
    ? { kind: 'checked', ...checked.value }
    : failed('invalid', 'none', 'append', `handle: ${checked.says}.`)
}

const ATTEMPTS = must('a whole number of at least 1')

const Fields: Schema<unknown, Handling<DeciderParts>> = z.strictObject(
  {
    stream: Name,
    command: z.unknown(),
    commandId: Name,
    metadata: Metadata.transform((text, refusals): object => {
      const metadata: object = JSON.parse(text)
      if (Object.hasOwn(metadata, 'schema'))
        refusals.addIssue({
          code: 'custom',
          message: 'must not have the key schema, which is for the version of the type',
        })
      return metadata
    }),
    attempts: z.int(ATTEMPTS).min(1, ATTEMPTS),
  },
  mustHave('stream', 'command', 'commandId', 'metadata', 'attempts'),
)
