import type { DeclaredName, Named } from '../../facts/declaration.ts'
import type { FailureVocabulary } from '../../facts/failure.ts'
import type { Span } from '../../facts/span.ts'
import type { Violation } from '../violation.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'
import type { Technology } from '../../technology/technology.ts'

/**
 * No name that the domain declares is built with a token of a technology of the project. Every name counts, at any depth: declarations, members,
 * parameters, variables, and other names for what another file of the domain exports. A name that is imported under its own name, a property that
 * is taken apart, and a key where a type or a function stands around it are uses, and the words of a vocabulary of failures are for
 * failure-vocabulary.
 */
export const techNameInDomain: FileRule = Object.freeze<FileRule>({
  id: 'tech-name-in-domain',
  cell: '`NatsStreamConfig` in `domain/`',
  layers: ['domain'],
  what: 'No name in the domain is made of the name of a technology that the project uses.',
  why: 'A name says what the domain is about. Once it names a technology, the domain knows how the need is met, and a change of technology becomes a change of the domain.',
  how: 'Name it for what it means to the domain: `EventStream`, not `NatsStream`. What belongs to the technology itself goes to the service file that binds it. A technology is told by the packages of package.json and by "technologies" of the config.',
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
      return technology === null || isToldElsewhere(declared, view) ? [] : [violation(declared, technology)]
    }),
})

/** Whether another rule tells of it: domain-imports of a name for what is no file of the domain, failure-vocabulary of a word for a failure. */
const isToldElsewhere = (declared: DeclaredName, { edges, facts }: View): boolean =>
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
