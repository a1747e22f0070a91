import { type Needed, neededIn, providedIn, strayBindsOf } from '../../capability/capabilities.ts'
import { fulfilled, keyOf } from '../../capability/contract.ts'
import type { Origin } from '../../facts/effect.ts'
import type { Survey } from '../../project/survey.ts'
import { firstUses, type TechnologyUse } from '../../project/technology-use.ts'
import type { View } from '../../project/view.ts'
import type { ProjectRule } from '../rule.ts'
import type { PlacedViolation } from '../violation.ts'

/**
 * The service provides everything that the domain needs, and each `bind` in the service binds a need of the domain. A
 * need is provided by a `bind` of it or, if some `bind` takes its need as an argument, by a service file that imports
 * the need. A capability is provided by a service file that imports it. A contract is provided by anything that states
 * that it implements it: `implements`, `extends`, `satisfies`, the type of a constant or a field, or the result type of
 * a function. A contract that another contract takes or returns is provided together with that one. A contract that the
 * domain implements with logic of its own is provided there.
 */
export const serviceBindsCapability: ProjectRule = Object.freeze<ProjectRule>({
  id: 'service-binds-capability',
  cell: 'Service layer binds abstract to concrete',
  layers: ['domain', 'service'],
  what: 'The service binds each need, capability and contract of the domain, and binds nothing else.',
  why: 'The domain declares abstractly; the service binds concretely. A need that nothing binds fails at run time. A technology that meets no need does something that the domain does not know about.',
  how: 'Bind the need in a service file, with `bind(need, executor, policy)` or with a class that implements the contract. Remove a need that is no longer used.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-ledger.ts',
      text: "export interface PlantedLedger {\n  record(entry: string): Promise<'recorded' | 'timeout'>\n}\n",
    },
    {
      layer: 'service',
      file: 'planted-binding.ts',
      text: "import { EventStore } from 'tenon'\nimport { bind, type Policy } from 'tenon/bind'\nimport { MemoryEventExecutor } from 'tenon/memory'\n\nexport const planted = (policy: Policy) => bind(EventStore, new MemoryEventExecutor(), policy)\n",
    },
  ],
  reads: 'project',
  notInLinters:
    'A linter sees one file at a time, but what the domain declares and what the service binds are in different files.',
  find: (survey: Survey) => {
    const needed = neededIn(survey)
    const uses = firstUses(survey)
    const provided = new Set(providedIn(survey).map(({ key }) => key))
    const fulfilledInDomain = new Set(domainFulfilments(survey))
    return [
      ...needed.filter(({ key }) => !provided.has(key) && !fulfilledInDomain.has(key)).map(unbound),
      ...survey.views.filter(({ layer }) => layer === 'service').flatMap(strays),
      ...(needed.length === 0 ? uses.map(needless) : []),
    ]
  },
})

/**
 * The contracts that the domain itself implements, as logic on top of others or in a list of its own. If it must not,
 * that is a finding of domain-declares-capability.
 */
const domainFulfilments = ({ views }: Survey): readonly string[] =>
  views
    .filter(({ layer }) => layer === 'domain')
    .flatMap((view) =>
      view.facts.fulfilments
        .filter(({ form, given }) => given !== 'other' || form === 'implements' || form === 'extends')
        .flatMap((each) => fulfilled(view, each).map(keyOf)),
    )

const unbound = ({ kind, path, name, start, end }: Needed): PlacedViolation => ({
  path,
  start,
  end,
  within: name,
  subject: name,
  what: `${MISSING[kind](name)}.`,
  fix: `${FIXES[kind](name)}. Remove it if it is not needed.`,
  edit: null,
  group: null,
})

const MISSING: { readonly [kind in Needed['kind']]: (name: string) => string } = {
  need: (name) => `The domain needs ${name}, but no service file binds it`,
  capability: (name) => `The domain declares the capability ${name}, but no service file imports it`,
  contract: (name) => `The domain declares the contract ${name}, but no service file declares an implementation`,
}

const FIXES: { readonly [kind in Needed['kind']]: (name: string) => string } = {
  need: (name) => `Bind it in a service file: bind(${name}, executor, policy)`,
  capability: (name) => `Write its executor in a service file: a class with capability = ${name}`,
  contract: (name) =>
    `Implement it in a service file: a class that implements ${name}, or a constant or a function result of that type`,
}

const strays = (view: View): readonly PlacedViolation[] =>
  strayBindsOf(view).map(({ start, end, within, subject }) => ({
    path: view.facts.path,
    start,
    end,
    within,
    subject: boundBy(subject),
    what: `${within === '' ? 'This file' : within} binds ${boundBy(subject)}, which is not a need that the domain declares.`,
    fix: 'Declare the need in a domain file: export const ... = need(...). Import it here and bind it.',
    edit: null,
    group: null,
  }))

const boundBy = (subject: Origin): string => {
  if (subject.kind === 'own') return subject.name
  return subject.kind === 'import' && subject.imported !== 'need' ? subject.imported : 'a need created in place'
}

/** A technology in a project whose domain declares nothing that it could meet. */
const needless = ({ technology, path, specifier, start, end }: TechnologyUse): PlacedViolation => ({
  path,
  start,
  end,
  within: '',
  subject: specifier,
  what: `The project uses ${technology}, but the domain declares no need for it.`,
  fix: 'Declare what it is used for in the domain, as a need, a capability or a contract, and bind it here.',
  edit: null,
  group: null,
})
