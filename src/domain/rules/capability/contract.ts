import type { DeclaredType, Fulfilment } from '../facts/capability.ts'
import type { Origin } from '../facts/effect.ts'
import type { View } from '../project/view.ts'
import { anchorsOf, isTenon } from './anchors.ts'
import { definitionOf } from '../project/definition.ts'

/**
 * A contract: an exported interface, type or abstract class of the domain that has methods alone, at least one of which answers later.
 * It is what a capability looks like where Tenon is not used. A pure domain does no I/O, so what it must wait for is done by somebody else.
 */
export interface Contract {
  readonly view: View
  readonly type: DeclaredType
}

/** The contracts of a domain file. */
export const contractsOf = (view: View): readonly Contract[] =>
  view.facts.declaredTypes.map((type) => ({ view, type })).filter(isContract)

/** What tells a contract from every other. */
export const keyOf = ({ view, type }: Contract): string => `${view.facts.path}#${type.name}`

/** The contract that a name in a file leads to, or `null`. */
export const contractAt = (view: View, origin: Origin): Contract | null => {
  const found = typeAt(view, origin)
  return found !== null && isContract(found) ? found : null
}

/** The contracts that a claim is about: what it names, and what that is made of. */
export const fulfilled = (view: View, { contract }: Pick<Fulfilment, 'contract'>): readonly Contract[] =>
  lineageAt(view, contract).filter(isContract)

/**
 * Whether something in the domain fulfils a contract by itself. What takes a contract, or a capability of Tenon, when it is made or in a
 * method, is logic upon that.
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

/** The contracts that the methods of a contract take or give. They are parts of it. */
export const partsOf = ({ view, type }: Contract): readonly Contract[] =>
  type.methods.flatMap(({ takes, gives }) =>
    [...takes, ...gives].flatMap((each) => fulfilled(view, { contract: each })),
  )

/**
 * An interface that only extends another gives it a name, and is a contract as that is; another name for a type is none. A type that stands
 * beside a need or a capability of its name belongs to that.
 */
const isContract = ({ view, type }: Contract): boolean => {
  if (view.layer !== 'domain' || type.exports.length === 0 || type.form === 'class') return false
  if (type.form !== 'interface' && type.methods.every(({ form }) => form !== 'abstract')) return false
  const whole = [{ view, type }, ...type.made.flatMap((each) => lineageAt(view, each))]
  return (
    whole.every((each) => each.type.methodsAlone) &&
    whole.some((each) => each.type.methods.some(({ asynchronous, form }) => asynchronous && form === 'abstract')) &&
    !anchorsOf(view).some(({ exports }) => exports.includes(type.name))
  )
}

/** The type that a name in a file leads to and the types that it is made of, as far as they stand in the project: each once, and as many as anybody makes one of. */
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

/** The type that a name in a file leads to, or `null` where it is none of the project. */
export const typeAt = (view: View, origin: Origin): Contract | null => {
  const found = definitionOf(view, origin)
  if (found?.kind !== 'file') return null
  const type = found.view.types.get(found.name)
  return type === undefined ? null : { view: found.view, type }
}

/** The types that a file declares, by their names in it and those by which it exports them. */
export const typesByName = (types: readonly DeclaredType[]): ReadonlyMap<string, DeclaredType> =>
  // Of two that share a name the first counts.
  new Map(types.flatMap((type) => [type.name, ...type.exports].map((name) => [name, type] as const)).toReversed())
