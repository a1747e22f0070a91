import type { RecordedEvent } from '../event.ts'
import { heldAgainst } from './held-against.ts'
import type { Declaration } from './declaration.ts'

/** A recorded event that cannot be read as one of the declared types. */
export interface UnreadableEvent {
  readonly kind: 'unreadable'
  /**
   * - `unknown_type`: the type is not declared.
   * - `unknown_version`: the version is higher than the declared one, or metadata states no whole number from 1.
   * - `unfit`: the data does not fit the schema of its version, or a step from an older version failed.
   */
  readonly why: 'unknown_type' | 'unknown_version' | 'unfit'
  readonly recorded: RecordedEvent
  /** The event's place and what does not fit, in one sentence. */
  readonly says: string
}

/** Reads a recorded event in the form of the newest version of its type. Never throws. */
export const readTyped = (
  declared: ReadonlyMap<string, Declaration>,
  recorded: RecordedEvent,
):
  | { readonly kind: 'event'; readonly event: Omit<RecordedEvent, 'data'> & { readonly data: unknown } }
  | UnreadableEvent => {
  const { type, metadata } = recorded
  const declaration = declared.get(type)
  if (declaration === undefined)
    return unreadable(recorded, 'unknown_type', `its type is not one of ${[...declared.keys()].join(', ')}`)
  const stated = Object.hasOwn(metadata, 'schema') ? metadata.schema : 1
  if (typeof stated !== 'number' || !Number.isSafeInteger(stated) || stated < 1)
    return unreadable(recorded, 'unknown_version', 'the schema in its metadata is not a whole number from 1')
  if (stated > declaration.version)
    return unreadable(
      recorded,
      'unknown_version',
      `it is version ${stated} of its type, and this program knows versions up to ${declaration.version}`,
    )
  let data: unknown = recorded.data
  for (let version = stated; version <= declaration.version; version += 1) {
    const step = declaration.from[version]
    const held = heldAgainst(version === declaration.version ? declaration.data : step?.data, data)
    if (held.kind === 'unfit') return unreadable(recorded, 'unfit', `version ${version} of its data ${held.says}`)
    if (version === declaration.version || step === undefined)
      return { kind: 'event', event: { ...recorded, data: held.value } }
    try {
      data = step.to(held.value as never)
    } catch (error) {
      return unreadable(recorded, 'unfit', `the step from version ${version} threw: ${String(error)}`)
    }
  }
  return unreadable(recorded, 'unfit', 'no version of it could be read')
}

const unreadable = (recorded: RecordedEvent, why: UnreadableEvent['why'], says: string): UnreadableEvent => ({
  kind: 'unreadable',
  why,
  recorded,
  says: `The event ${recorded.type} at revision ${recorded.revision} of ${recorded.stream} cannot be read: ${says}.`,
})
