import type { Capability } from '../../../domain/capability/capability.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import { UsageError } from '../terminal/usage.ts'
import { sameOperations } from './same-declaration.ts'

/**
 * Whether a value is a binding, of any capability. A config may import its own copy of this package, so a binding is
 * recognised by its members and not by its class.
 */
export const isAnyBinding = (value: unknown): value is Binding<Capability> =>
  isObject(value) &&
  isCapability(Reflect.get(value, 'capability')) &&
  Array.isArray(Reflect.get(value, 'gaps')) &&
  ['open', 'openExisting', 'close'].every((name) => hasMethod(value, name))

/** Whether a value is a binding of a capability, by the capability's name and version. */
export const isBinding = <C extends Capability>(value: unknown, { name, version }: C): value is Binding<C> =>
  isAnyBinding(value) && value.capability.name === name && value.capability.version === version

/**
 * Returns a binding as one of a capability. Throws a `UsageError` if it is bound to another one, which goes on with
 * `wanted`, or to the capability of another copy of this package that declares something else. `place` is where the
 * binding is in the config.
 */
export const boundTo = <C extends Capability>(
  binding: Binding<Capability>,
  capability: C,
  place: string,
  wanted: string,
): Binding<C> => {
  if (binding.capability.name !== capability.name)
    throw new UsageError(`${place} is bound to ${nameOf(binding.capability)}, and ${wanted}`)
  if (!isBinding(binding, capability))
    throw new UsageError(
      `${place} is bound to ${nameOf(binding.capability)}, and this tenon knows ${nameOf(capability)}. ${OTHER_COPY}`,
    )
  if (!sameOperations(binding.capability, capability))
    throw new UsageError(
      `${place} is bound to ${nameOf(capability)} of another copy of this package, which declares other operations or fields. ${OTHER_COPY}`,
    )
  return binding
}

const OTHER_COPY = 'Run the tenon that is installed beside the config, with npx tenon.'

/** Says what a value is that is no binding, and what to do with it, as the rest of a sentence about it. */
export const unboundText = (value: unknown): string => {
  if (value === undefined) return 'is undefined. Bind it above "stores", with bind(need, executor, policy).'
  if (typeof value === 'function') return 'is a function. Call it here, so that stores has the binding that it returns.'
  if (!isObject(value)) return NOT_A_BINDING
  if (hasMethod(value, 'then')) return 'is a promise. Write await before it, so that stores has the binding itself.'
  if (hasMethod(value, 'execute'))
    return 'is an executor that is not bound. Bind it first, with bind(need, executor, policy).'
  if (isCapability(value))
    return `is a capability, ${nameOf(value)}, that is not bound. Bind a need of it, with bind(need, executor, policy).`
  const capability: unknown = Reflect.get(value, 'capability')
  if (isCapability(capability) && isObject(Reflect.get(value, 'requires')))
    return `is a need of ${nameOf(capability)} that is not bound. Bind it, with bind(need, executor, policy).`
  if (hasMethod(value, 'open') && hasMethod(value, 'close'))
    return 'has the methods of a binding, but was made by another version of this package. Run the tenon that is installed beside the config.'
  if (Reflect.get(value, 'kind') === 'opened')
    return 'is the outcome of open(). Put the binding itself there: commands open it, and close it.'
  return NOT_A_BINDING
}

/** Returns the name and the version of a capability as a text for messages. */
export const nameOf = ({ name, version }: Pick<Capability, 'name' | 'version'>): string => `${name} ${version}`

const NOT_A_BINDING = 'is not a binding. Make one with bind(need, executor, policy).'

const isCapability = (value: unknown): value is Capability =>
  isObject(value) &&
  typeof Reflect.get(value, 'name') === 'string' &&
  typeof Reflect.get(value, 'version') === 'number' &&
  PARTS.every((part) => isObject(Reflect.get(value, part)))

const PARTS = ['operations', 'failures', 'guarantees', 'limits']

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const hasMethod = (value: object, name: string): boolean => typeof Reflect.get(value, name) === 'function'
