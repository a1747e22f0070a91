import { type Contract, contractAt, contractsOf, isFulfilling, keyOf, partsOf } from '../../capability/contract.ts'
import type { AnchorCall, DeclaredMethod } from '../../facts/capability.ts'
import { type Violation, violationAt } from '../violation.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'
import { anchorsOf } from '../../capability/anchors.ts'

/**
 * The domain declares what it needs, and does not fulfil it. Needs and capabilities are exported constants at the top of a domain file.
 * A contract says what each method takes and gives, an abstract class has nothing else, and no class and no object of the domain is one;
 * unless it takes one itself, when it is made or in a method, and so is logic upon what others provide, or a contract that is near takes or gives it, as it does a listener.
 */
export const domainDeclaresCapability: FileRule = Object.freeze<FileRule>({
  id: 'domain-declares-capability',
  cell: 'Domain declares abstract capabilities',
  layers: ['domain', 'service'],
  what: 'What the domain needs of the outside world is declared in the domain, as data or as a contract that says all it takes and gives; nothing in the domain fulfils it.',
  why: 'The domain says what it needs, and the service says how it is provided. A declaration that does something, or says nothing of what comes back, ties the two together again.',
  how: 'State each need and capability as an exported constant at the top of a domain file. Give every method of a contract its types. Move what fulfils it to the service.',
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

/** A need or a capability that is not declared where and as it should be. */
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
      `${it} is made where nobody can see it as data: ${top ? 'it is no constant of its own' : 'inside of a function or a class'}.`,
      `Declare it at the top of the file: export const ... = ${anchor}(...).`,
    )
  return exports.length > 0
    ? []
    : say(`${it} is not exported, so no service can meet it.`, `Export it, so that a service file can import it.`)
}

/** What a contract leaves open, and what it does itself. */
const incomplete = ({ type }: Contract): readonly Violation[] =>
  type.methods.flatMap((method) => {
    const says = defectOf(method, type.name)
    return says === null ? [] : [violationAt(method, { within: type.name, subject: method.name, ...says })]
  })

interface Says {
  readonly what: string
  readonly fix: string
}

const defectOf = ({ name, form, result, untyped: open }: DeclaredMethod, contract: string): Says | null => {
  const it = `${contract}.${name}`
  if (form !== 'abstract')
    return {
      what:
        form === 'constructor'
          ? `${contract} has a constructor, and a contract only declares.`
          : `${it} does something, and a contract only declares.`,
      fix: `Leave ${contract} with abstract methods alone, and move this to the service or to a function.`,
    }
  if (result === 'missing')
    return { what: `${it} does not say what it gives.`, fix: 'State its result: what comes, and how it can fail.' }
  if (result === 'any')
    return {
      what: `${it} gives anything at all, so whoever fulfils it decides what the domain gets.`,
      fix: 'State its result as a type of the domain: what comes, and how it can fail.',
    }
  return open.length === 0
    ? null
    : {
        what: `${it} takes ${open.join(' and ')}, and does not say what ${open.length === 1 ? 'that is' : 'those are'}.`,
        fix: 'State the type of each parameter as one of the domain.',
      }
}

/** What in a domain file fulfils a contract. */
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
        what: `${fulfilment.by === '' ? 'This' : fulfilment.by} fulfils ${name}, and the domain only declares it.`,
        fix: `Move it to a service file. Domain functions take what fulfils ${name} as an argument.`,
      }),
    ]
  })
}

/** Tells whether a contract near a file takes or gives another: in this file, in the contract's own, or in one that either imports. Each file is gone through once. */
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

/** The contracts of a file that take or give a contract, by that one. */
const takersIn = (view: View): ReadonlyMap<string, ReadonlySet<string>> => {
  const pairs = contractsOf(view).flatMap((taker) => partsOf(taker).map((part) => [keyOf(part), keyOf(taker)] as const))
  const byPart = [...Map.groupBy(pairs, ([part]) => part)]
  return new Map(byPart.map(([part, those]) => [part, new Set(those.map(([, taker]) => taker))]))
}
