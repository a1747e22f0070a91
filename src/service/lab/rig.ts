import type { Fault, Place } from '../../domain/conformance/fault.ts'
import { EventStore, type EventStoreCapability } from '../../domain/event/store.ts'
import type { Binding } from '../binding/binding.ts'
import type { Policy } from '../binding/policy.ts'

/** What a module exports so that its binding can be proved. Other processes import the same module, so it does nothing when it is loaded. */
export interface Rig {
  /** Its own address: `import.meta.url`. */
  readonly url: string
  /** The binding's name in reports and certificates, in `snake_case`. */
  readonly name: string
  /** Makes a binding on a place, not open, under a policy. The same place again is the same store. */
  binding(place: Place, policy: Policy): Binding<EventStoreCapability>
  /** Removes what a place keeps elsewhere than in its folder, as on a server; where it keeps nothing there, a rig has none. */
  clear?(place: Place): Promise<void>
  /** What can go wrong with the technology. */
  readonly faults: readonly Fault[]
  /** What the kit is not to claim, each with its reason. Reports print them. */
  readonly exemptions: readonly Exemption[]
  /** The files and folders that the executor is made of, as `file:` addresses: a certificate holds for them as they were. */
  readonly sources: readonly string[]
  /** The versions of what the binding stands on, such as `{ sqlite: process.versions.sqlite }`. */
  readonly versions: { readonly [name: string]: string }
}

/** A case that is not held against a binding. */
export interface Exemption {
  /** The case's id. */
  readonly id: string
  readonly reason: string
}

/** Loads a rig by its module's address. Throws a `TypeError` that says what the module lacks. */
export const loadRig = async (url: string): Promise<Rig> => {
  const exported: object = await import(url)
  return checkedRig(exported)
}

/** Gives what a module exports as a rig. Throws a `TypeError` that names every export which is not as it must be. */
export const checkedRig = (exported: object): Rig => {
  const lacks = Object.entries(EXPORTS).filter(([name, { fits }]) => !fits(Reflect.get(exported, name)))
  const [first, ...more] = lacks.map(([name, { says }]) => `${name}: ${says}.`)
  if (first !== undefined)
    throw new TypeError(more.length === 0 ? `A rig exports ${first}` : ['A rig exports', first, ...more].join('\n  '))
  // Each export was looked at; what its functions give can only be seen when they are called.
  return exported as Rig
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isName = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9_]*$/.test(value)
const isFault = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  // Each field is looked at below, whatever it is.
  const { name, says, strikes, gives, effects, recovery, prepare } = value as Partial<Record<keyof Fault, unknown>>
  return (
    isName(name) &&
    isText(says) &&
    isSome([strikes], ['open', 'calls']) &&
    isSome(gives, Object.keys(EventStore.failures)) &&
    isSome(effects, ['none', 'unknown']) &&
    isSome([recovery], ['by_itself', 'opened_again']) &&
    typeof prepare === 'function'
  )
}
const isSome = (value: unknown, words: readonly unknown[]): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((each) => words.includes(each))
const isFileUrl = (value: unknown): boolean => typeof value === 'string' && value.startsWith('file:')

const EXPORTS: { readonly [Name in keyof Rig]-?: { readonly says: string; fits(value: unknown): boolean } } = {
  url: { says: 'its own address, import.meta.url', fits: isFileUrl },
  name: { says: 'the name of its binding, in snake_case', fits: isName },
  binding: {
    says: 'a function of a place and a policy that gives a binding',
    fits: (value) => typeof value === 'function',
  },
  clear: {
    says: 'a function of a place, or nothing',
    fits: (value) => value === undefined || typeof value === 'function',
  },
  faults: {
    says: 'a list of faults, each with a name of its own in snake_case, says, strikes, gives, effects, recovery and prepare, in the words of an event store; [] where nothing can be provoked',
    fits: (value) =>
      Array.isArray(value) && value.every(isFault) && new Set(value.map(({ name }) => name)).size === value.length,
  },
  exemptions: {
    says: 'a list of { id, reason }',
    fits: (value) => Array.isArray(value) && value.every((each) => isText(each?.id) && isText(each?.reason)),
  },
  sources: {
    says: 'the addresses (file:) of the files and folders that the executor is made of',
    fits: (value) => isTexts(value) && Array.isArray(value) && value.every(isFileUrl),
  },
  versions: {
    says: 'the versions of what the binding stands on, by name',
    fits: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isText),
  },
}
