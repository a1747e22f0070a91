import type { Capability } from '../../domain/capability/capability.ts'
import type { Fault, Place } from '../../domain/conformance/fault.ts'
import type { Specification } from '../../domain/conformance/specification.ts'
import type { Binding } from '../binding/binding.ts'
import type { Policy } from '../binding/policy.ts'

/**
 * What a module exports so that its binding can be proved. Other processes import the same module, so loading it must
 * do nothing.
 */
export interface Rig<C extends Capability> {
  /** The address of the module: `import.meta.url`. */
  readonly url: string
  /** What a binding of the capability must keep. */
  readonly specification: Specification<C>
  /** The name of the binding in reports and certificates, in `snake_case`. */
  readonly name: string
  /** Makes a binding on a place, under a policy, and does not open it. The same place means the same store. */
  binding(place: Place, policy: Policy): Binding<C>
  /** Removes what a place keeps outside its folder, as on a server. A rig that keeps nothing there has no `clear`. */
  clear?(place: Place): Promise<void>
  /** What can go wrong with the technology. */
  readonly faults: readonly Fault[]
  /** The cases that the kit must not hold against the binding, each with the reason. Reports print them. */
  readonly exemptions: readonly Exemption[]
  /**
   * The files and folders of the executor, as `file:` addresses. A certificate is valid only for their content at that
   * time.
   */
  readonly sources: readonly string[]
  /** The versions of what the binding depends on, such as `{ server: '2.1.0' }`. */
  readonly versions: { readonly [name: string]: string }
}

/** A case that is not held against a binding. */
export interface Exemption {
  /** The id of the case. */
  readonly id: string
  readonly reason: string
}

/** Loads a rig by the address of its module. Throws a `TypeError` that says what the module lacks. */
export const loadRig = async (url: string): Promise<Rig<Capability>> => {
  const exported: object = await import(url)
  return checkedRig(exported)
}

/** Returns what a module exports as a rig. Throws a `TypeError` that names every export that is missing or wrong. */
export const checkedRig = (exported: object): Rig<Capability> => {
  const lacks = Object.entries(EXPORTS).filter(([name, { fits }]) => !fits(Reflect.get(exported, name)))
  const [first, ...more] = lacks.map(([name, { says }]) => `${name}: ${says}.`)
  if (first !== undefined)
    throw new TypeError(more.length === 0 ? `A rig exports ${first}` : ['A rig exports', first, ...more].join('\n  '))
  // Each export was checked. What its functions return can only be checked when they are called.
  return exported as Rig<Capability>
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
const isName = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9_]*$/.test(value)
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isSpecification = (value: unknown): value is Specification<Capability> => {
  if (!isObject(value)) return false
  // Each field is checked below, whatever it is.
  const { capability, laws, cases, tasks, subjects, samples } = value as Partial<
    Record<keyof Specification<Capability>, unknown>
  >
  return (
    [capability, laws, samples].every(isObject) &&
    typeof cases === 'function' &&
    [tasks, subjects].every((list) => Array.isArray(list))
  )
}
const isFault = (value: unknown): boolean => {
  if (!isObject(value)) return false
  // Each field is checked below, whatever it is.
  const { name, says, strikes, gives, effects, recovery, prepare } = value as Partial<Record<keyof Fault, unknown>>
  return (
    isName(name) &&
    isText(says) &&
    isSome([strikes], ['open', 'calls']) &&
    isTexts(gives) &&
    gives.length > 0 &&
    isSome(effects, ['none', 'unknown']) &&
    isSome([recovery], ['by_itself', 'opened_again']) &&
    typeof prepare === 'function'
  )
}
const isSome = (value: unknown, words: readonly unknown[]): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((each) => words.includes(each))
const isFileUrl = (value: unknown): boolean => typeof value === 'string' && value.startsWith('file:')

interface Export {
  readonly says: string
  fits(value: unknown): boolean
}

const EXPORTS: { readonly [Name in keyof Rig<Capability>]-?: Export } = {
  url: { says: 'its own address, import.meta.url', fits: isFileUrl },
  name: { says: 'the name of its binding, in snake_case', fits: isName },
  specification: {
    says: 'the specification of its capability: the laws, cases, tasks, subjects and samples by which it is proved; tenon/conformance exports one for each capability of this library',
    fits: isSpecification,
  },
  binding: {
    says: 'a function of a place and a policy that gives a binding',
    fits: (value) => typeof value === 'function',
  },
  clear: {
    says: 'a function of a place, or nothing',
    fits: (value) => value === undefined || typeof value === 'function',
  },
  faults: {
    says: 'a list of faults, each with a unique name in snake_case, says, strikes, gives, effects, recovery and prepare; [] if nothing can be provoked',
    fits: (value) =>
      Array.isArray(value) && value.every(isFault) && new Set(value.map(({ name }) => name)).size === value.length,
  },
  exemptions: {
    says: 'a list of { id, reason }',
    fits: (value) => Array.isArray(value) && value.every((each) => isText(each?.id) && isText(each?.reason)),
  },
  sources: {
    says: 'the addresses (file:) of the files and folders of its executor',
    fits: (value) => isTexts(value) && Array.isArray(value) && value.every(isFileUrl),
  },
  versions: {
    says: 'the versions of what the binding depends on, by name',
    fits: (value) => isObject(value) && Object.values(value).every(isText),
  },
}
