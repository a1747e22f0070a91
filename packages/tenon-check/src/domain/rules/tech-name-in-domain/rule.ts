import type { DeclaredName, Named } from '../../facts/declaration.ts'
import type { FailureVocabulary } from '../../facts/failure.ts'
import type { Span } from '../../facts/span.ts'
import type { View } from '../../project/view.ts'
import type { Technology } from '../../technology/technology.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'

/**
 * No name that the domain declares contains a token of a technology of the project. Every name counts, at any depth:
 * declarations, members, parameters, variables, and other names for what another domain file exports. A name that is
 * imported as it is, a destructured property, and a key of an object literal that has a stated type or is inside a
 * function are uses, not declarations. The words of a vocabulary of failures fall under failure-vocabulary.
 */
export const techNameInDomain: FileRule = Object.freeze<FileRule>({
  id: 'tech-name-in-domain',
  cell: '`NatsStreamConfig` in `domain/`',
  layers: ['domain'],
  what: 'No name in the domain contains the name of a technology that the project uses.',
  why: 'A name says what the domain is about. If it names a technology, the domain knows how the need is met, and replacing the technology means changing the domain.',
  how: 'Name it for what it means to the domain: `EventStream`, not `NatsStream`. Move what belongs to the technology itself to the service file that binds it. The technologies are known from the packages in package.json and from "technologies" in the config.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-name.ts',
      text: 'export interface PlantedNatsStream {\n  readonly subject: string\n}\n',
    },
  ],
  reads: 'file',
  find: (view: View) =>
    view.facts.names.flatMap((declared) => {
      const technology = view.lexicon.byToken(declared.name)
      return technology === null || isReportedElsewhere(declared, view) ? [] : [violation(declared, technology)]
    }),
})

/**
 * Whether another rule reports it: domain-imports reports a name for something that is not a domain file,
 * failure-vocabulary a failure word.
 */
const isReportedElsewhere = (declared: DeclaredName, { edges, facts }: View): boolean =>
  isForeign(declared, edges) || facts.failures.some((vocabulary) => isWordOf(vocabulary, declared))

const isForeign = ({ from }: DeclaredName, edges: View['edges']): boolean =>
  from !== null &&
  !edges.some(
    ({ reference, target }) => reference.specifier === from && target.kind === 'file' && target.layer === 'domain',
  )

const isWordOf = ({ members }: FailureVocabulary, span: Span): boolean =>
  members.some(({ start, end }) => start <= span.start && span.end <= end)

const violation = ({ name, named, within, start, end }: DeclaredName, { name: technology }: Technology): Violation => ({
  start,
  end,
  within,
  subject: name,
  what: `The ${WORDS[named]} ${name} is named after ${technology}.`,
  fix: `Name it for what it means to the domain${within === name ? `, or move it to the service file that binds ${technology} if it is about ${technology} itself` : ''}.`,
  edit: null,
  group: null,
})

const WORDS: { readonly [named in Named]: string } = {
  interface: 'interface',
  type: 'type',
  class: 'class',
  enum: 'enum',
  const: 'constant',
  let: 'variable',
  function: 'function',
  namespace: 'namespace',
  property: 'property',
  method: 'method',
  enum_member: 'enum member',
  parameter: 'parameter',
  type_parameter: 'type parameter',
  import: 'import',
  export: 'export',
}
