import type { DeclaredType, Fulfilment } from '../facts/capability.ts'
import type { Origin } from '../facts/effect.ts'
import { definitionOf } from '../project/definition.ts'
import type { View } from '../project/view.ts'
import { anchorsOf, isTenon } from './anchors.ts'

/**
 * A contract: an exported interface, type or abstract class of the domain that has only methods, at least one of them
 * asynchronous. It is the form of a capability in a project that does not use Tenon. A pure domain does no I/O, so what
 * it must wait for is done by other code.
 */
export interface Contract {
  readonly view: View
  readonly type: DeclaredType
}

/** The contracts of a domain file. */
export const contractsOf = (view: View): readonly Contract[] =>
  view.facts.declaredTypes.map((type) => ({ view, type })).filter(isContract)

/** Identifies a contract among all others. */
export const keyOf = ({ view, type }: Contract): string => `${view.facts.path}#${type.name}`

/** The contract that a name in a file leads to, or `null`. */
export const contractAt = (view: View, origin: Origin): Contract | null => {
  const found = typeAt(view, origin)
  return found !== null && isContract(found) ? found : null
}

/** The contracts that a claim of implementation is about: the one it names, and those that one is built from. */
export const fulfilled = (view: View, { contract }: Pick<Fulfilment, 'contract'>): readonly Contract[] =>
  lineageAt(view, contract).filter(isContract)

/**
 * Whether something in the domain implements a contract on its own. Code that takes a contract, or a capability of
 * Tenon, when it is constructed or in a method, is logic on top of that.
 */
export const isFulfilling = (view: View, contract: Contract, { form, given, takes }: Fulfilment): boolean =>
  (form === 'implements' || form === 'extends' || given === 'literal') &&
  !takes.some((each) => isCapability(view, each)) &&
  !contract.type.methods.some((method) => method.takes.some((each) => isCapability(contract.view, each)))

const isCapability = (view: View, origin: Origin): boolean =>
  contractAt(view, origin) !== null || isOfTenon(view, origin)

const isOfTenon = (view: View, origin: Origin): boolean => {
  const found = definitionOf(view, origin)
  return found?.kind === 'foreign' && isTenon(found.edge)
}

/** The contracts that the methods of a contract take or return. They are parts of it. */
export const partsOf = ({ view, type }: Contract): readonly Contract[] =>
  type.methods.flatMap(({ takes, gives }) =>
    [...takes, ...gives].flatMap((each) => fulfilled(view, { contract: each })),
  )

/**
 * An interface that only extends a contract gives it a name, and is a contract too; a type alias is not. A type with
 * the name of a need or a capability of its file belongs to that.
 */
const isContract = ({ view, type }: Contract): boolean => {
  if (view.layer !== 'domain' || type.exports.length === 0 || type.form === 'class' || !type.methodsAlone) return false
  if (type.form !== 'interface' && type.methods.every(({ form }) => form !== 'abstract')) return false
  const whole = [{ view, type }, ...type.made.flatMap((each) => lineageAt(view, each))]
  return (
    whole.every((each) => each.type.methodsAlone) &&
    whole.some((each) => each.type.methods.some(({ asynchronous, form }) => asynchronous && form === 'abstract')) &&
    !anchorsOf(view).some(({ exports }) => exports.includes(type.name))
  )
}

/**
 * The type that a name in a file leads to and the types that it is built from, as far as the project declares them:
 * each once, at most 100.
 */
export const lineageAt = (view: View, origin: Origin): readonly Contract[] => {
  const found = new Map<DeclaredType, Contract>()
  const open = [{ view, origin }]
  for (let next = open.pop(); next !== undefined && found.size < MOST_ANCESTORS; next = open.pop()) {
    const contract = typeAt(next.view, next.origin)
    if (contract === null || found.has(contract.type)) continue
    found.set(contract.type, contract)
    open.push(...contract.type.made.map((made) => ({ view: contract.view, origin: made })).toReversed())
  }
  return [...found.values()]
}

const MOST_ANCESTORS = 100

/** The type that a name in a file leads to, or `null` if the project does not declare it. */
export const typeAt = (view: View, origin: Origin): Contract | null => {
  const found = definitionOf(view, origin)
  if (found?.kind !== 'file') return null
  const type = found.view.types.get(found.name)
  return type === undefined ? null : { view: found.view, type }
}

/** The types that a file declares, by their names in it and by the names under which it exports them. */
export const typesByName = (types: readonly DeclaredType[]): ReadonlyMap<string, DeclaredType> =>
  // If two share a name, the first counts.
  new Map(types.flatMap((type) => [type.name, ...type.exports].map((name) => [name, type] as const)).toReversed())
