import { answerOf } from '../../data/answer-of.ts'
import type { RecordedEvent } from '../event.ts'
import { type Declaration, type Declarations, isVersion, shown, shownTypes } from './declaration.ts'
import { type Held, heldAgainst } from './held-against.ts'

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

/** A recorded event in the form of the newest version of its type. */
interface Read {
  readonly kind: 'event'
  readonly event: Omit<RecordedEvent, 'data'> & { readonly data: unknown }
}

/** Reads a recorded event in the form of the newest version of its type. Never throws. */
export const readTyped = (declared: Declarations, recorded: RecordedEvent): Read | UnreadableEvent => {
  const read = answerOf(() => readDeclared(declared, recorded))
  return read.kind === 'gave' ? read.value : unreadable(recorded, 'unfit', `reading it ${read.says}`)
}

const readDeclared = (declared: Declarations, recorded: RecordedEvent): Read | UnreadableEvent => {
  const declaration = declared.get(recorded.type)
  if (declaration === undefined)
    return unreadable(recorded, 'unknown_type', `its type is not declared. Declared are ${shownTypes(declared.keys())}`)
  const version = versionIn(recorded.metadata)
  if (version === undefined)
    return unreadable(recorded, 'unknown_version', 'the schema in its metadata is not a whole number from 1')
  if (version > declaration.version)
    return unreadable(
      recorded,
      'unknown_version',
      `it is version ${version} of its type, and this program knows versions up to ${declaration.version}`,
    )
  const held = inNewestForm(declaration, version, recorded.data)
  return held.kind === 'fits'
    ? { kind: 'event', event: { ...recorded, data: held.value } }
    : unreadable(recorded, 'unfit', held.says)
}

/** Returns the version that metadata states, 1 if it states none, or `undefined` if it states something else. */
const versionIn = (metadata: unknown): number | undefined => {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined
  const stated: unknown = Object.hasOwn(metadata, 'schema') ? Reflect.get(metadata, 'schema') : 1
  return isVersion(stated) ? stated : undefined
}

/** Takes data from one version to the next, and holds it against the schema of each. */
const inNewestForm = (declaration: Declaration, first: number, recorded: unknown): Held => {
  let data = recorded
  for (let version = first; ; version += 1) {
    const step = declaration.from[version]
    const held = heldAgainst(step === undefined ? declaration.data : step.data, data)
    if (held.kind === 'unfit') return { kind: 'unfit', says: `version ${version} of its data ${held.says}` }
    // Each version but the newest has a step.
    if (step === undefined) return held
    const next = answerOf(() => step.to(held.value))
    if (next.kind !== 'gave') return { kind: 'unfit', says: `the step from version ${version} ${next.says}` }
    data = next.value
  }
}

const unreadable = (recorded: RecordedEvent, why: UnreadableEvent['why'], says: string): UnreadableEvent => {
  const place = answerOf(() => placeOf(recorded))
  return {
    kind: 'unreadable',
    why,
    recorded,
    says: `${place.kind === 'gave' ? place.value : 'An event'} cannot be read: ${says}.`,
  }
}

const placeOf = ({ type, stream, revision }: RecordedEvent): string =>
  `The event ${shown(type)} at revision ${shown(revision)} of ${shown(stream)}`
