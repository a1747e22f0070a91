import { anchorsOf } from '../../capability/anchors.ts'
import { type Contract, contractAt, contractsOf, isFulfilling, keyOf, partsOf } from '../../capability/contract.ts'
import type { AnchorCall, DeclaredMethod } from '../../facts/capability.ts'
import type { View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'
import { type Violation, violationAt } from '../violation.ts'

/**
 * The domain declares what it needs and does not implement it. Needs and capabilities are exported constants at the top
 * level of a domain file. A contract states what each method takes and returns, and an abstract class that is a
 * contract has nothing else. No class and no object of the domain implements a contract, with two exceptions: it takes
 * a contract itself, when it is constructed or in a method, and so is logic on top of what others provide; or a nearby
 * contract takes or returns the contract that it implements, as with a listener.
 */
export const domainDeclaresCapability: FileRule = Object.freeze<FileRule>({
  id: 'domain-declares-capability',
  cell: 'Domain declares abstract capabilities',
  layers: ['domain', 'service'],
  what: 'The domain declares what it needs from the outside world, as data or as a contract with complete types. Nothing in the domain implements it.',
  why: 'The domain says what it needs, and the service says how it is provided. A declaration that does something, or does not say what it returns, ties the two together again.',
  how: 'Declare each need and capability as an exported constant at the top level of a domain file. Give every method of a contract its types. Move the implementation to the service.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-contract.ts',
      text: 'export interface PlantedStore {\n  find(id: string): Promise<any>\n}\n',
    },
    {
      layer: 'service',
      file: 'planted-capability.ts',
      text: "import { type Capability, capability } from 'tenon'\n\nexport const planted = (declared: Capability): Capability => capability(declared)\n",
    },
  ],
  reads: 'file',
  find: (view: View) => [
    ...anchorsOf(view).flatMap((call) => misplaced(view, call)),
    ...(view.layer === 'domain' ? [...contractsOf(view).flatMap(incomplete), ...fulfilledHere(view)] : []),
  ],
})

/** Needs and capabilities that are declared in the wrong place or in the wrong form. */
const misplaced = (view: View, call: AnchorCall): readonly Violation[] => {
  const { anchor, name, exports, top } = call
  if (anchor === 'bind') return []
  const say = (what: string, fix: string): readonly Violation[] => [
    violationAt(call, { within: name ?? '', subject: anchor, what, fix }),
  ]
  const it = name === null ? `A ${anchor}` : `The ${anchor} ${name}`
  if (view.layer !== 'domain')
    return say(
      `${it} is declared in the service.`,
      `Move it to a domain file, export it there, and import it here${anchor === 'need' ? ' to bind it' : ''}.`,
    )
  if (!top || name === null)
    return say(
      `${it} cannot be read as data: it is ${top ? 'not a constant of its own' : 'created inside a function or a class'}.`,
      `Declare it at the top level of the file: export const ... = ${anchor}(...).`,
    )
  return exports.length > 0
    ? []
    : say(`${it} is not exported, so no service can meet it.`, `Export it, so that a service file can import it.`)
}

/** Methods of a contract that lack types or have an implementation. */
const incomplete = ({ type }: Contract): readonly Violation[] =>
  type.methods.flatMap((method) => {
    const says = defectOf(method, type.name)
    return says === null ? [] : [violationAt(method, { within: type.name, subject: method.name, ...says })]
  })

interface Message {
  readonly what: string
  readonly fix: string
}

const defectOf = ({ name, form, result, untyped: open }: DeclaredMethod, contract: string): Message | null => {
  const it = `${contract}.${name}`
  if (form !== 'abstract')
    return {
      what:
        form === 'constructor'
          ? `${contract} has a constructor, but a contract only declares.`
          : `${it} has an implementation, but a contract only declares.`,
      fix: `Keep only abstract methods in ${contract}, and move this to the service or to a function.`,
    }
  if (result === 'missing')
    return {
      what: `${it} does not state its result.`,
      fix: 'State the type of its result: what it returns and how it can fail.',
    }
  if (result === 'any')
    return {
      what: `The result type of ${it} allows anything, so the implementation decides what the domain gets.`,
      fix: 'State its result as a type of the domain: what it returns and how it can fail.',
    }
  return open.length === 0
    ? null
    : {
        what: `${it} takes ${open.join(' and ')} without a type.`,
        fix: 'Give each parameter a type of the domain.',
      }
}

/** Implementations of contracts in a domain file. */
const fulfilledHere = (view: View): readonly Violation[] => {
  const isTaken = takersAround(view)
  return view.facts.fulfilments.flatMap((fulfilment) => {
    const contract = contractAt(view, fulfilment.contract)
    if (contract === null || !isFulfilling(view, contract, fulfilment) || isTaken(contract)) return []
    const { name } = contract.type
    return [
      violationAt(fulfilment, {
        within: fulfilment.by,
        subject: name,
        what: `${fulfilment.by === '' ? 'This' : fulfilment.by} implements ${name}, but the domain may only declare it.`,
        fix: `Move it to a service file. Domain functions take an implementation of ${name} as an argument.`,
      }),
    ]
  })
}

/**
 * Returns a function that says whether a nearby contract takes or returns a given one. Nearby means in this file, in
 * the contract's own file, or in a file that one of these imports. Each file is searched once.
 */
const takersAround = (view: View): ((contract: Contract) => boolean) => {
  const takers = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>()
  const takersOf = (each: View): ReadonlyMap<string, ReadonlySet<string>> => {
    const found = takers.get(each.facts.path) ?? takersIn(each)
    takers.set(each.facts.path, found)
    return found
  }
  return (contract) => {
    const near = [view, contract.view].flatMap((each) => [
      each,
      ...each.edges.flatMap(({ target }) => (target.kind === 'file' ? (view.other(target.path) ?? []) : [])),
    ])
    const key = keyOf(contract)
    return near.some((each) => [...(takersOf(each).get(key) ?? [])].some((taker) => taker !== key))
  }
}

/** The contracts of a file that take or return other contracts, by the contract they take or return. */
const takersIn = (view: View): ReadonlyMap<string, ReadonlySet<string>> => {
  const pairs = contractsOf(view).flatMap((taker) => partsOf(taker).map((part) => [keyOf(part), keyOf(taker)] as const))
  const byPart = [...Map.groupBy(pairs, ([part]) => part)]
  return new Map(byPart.map(([part, those]) => [part, new Set(those.map(([, taker]) => taker))]))
}
