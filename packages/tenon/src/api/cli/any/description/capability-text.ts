import type { Capability } from '../../../../domain/capability/capability.ts'
import { statusOf } from '../../session/status.ts'
import { operationLines } from './operation-text.ts'
import { section } from './section.ts'

/** Returns a capability's declaration as a text for people. */
export const capabilityText = (capability: Capability, hash: string): string =>
  [
    `${capability.name} ${capability.version}  ${hash}`,
    ...operationsSection(capability),
    ...failuresSection(capability, Object.keys(capability.failures)),
    ...section(
      'Guarantees, weakest first',
      Object.entries(capability.guarantees).map(([name, ladder]) => [name, ladder.join(' < ')]),
    ),
    ...section(
      'Limits',
      Object.entries(capability.limits).map(([name, { says }]) => [name, says]),
    ),
  ].join('\n')

/** Returns the operations of a capability, with their fields and results. */
export const operationsSection = ({ operations }: Capability): readonly string[] => [
  '',
  'Operations',
  ...Object.entries(operations).flatMap(([name, operation], i) => [
    ...(i === 0 ? [] : ['']),
    ...operationLines(name, operation),
  ]),
]

/** Returns these failures of a capability, with their exit codes. */
export const failuresSection = ({ failures }: Capability, words: readonly string[]): readonly string[] =>
  section('Failures', [
    ['failure', 'exit', 'http', 'effect of a write', 'passes', 'who acts', 'means'],
    ...Object.entries(failures)
      .filter(([word]) => words.includes(word))
      .map(([word, facts]) => {
        const { effects, passes, acts, says } = facts
        const { exit, http } = statusOf(word, facts)
        return [word, String(exit), String(http), effects.join(' or '), passes ? 'yes' : 'no', acts, says]
      }),
  ])
