import type { Capability } from '../../../../domain/capability/capability.ts'
import { nameOf } from '../../session/binding-check.ts'
import type { Chosen } from '../../session/stores.ts'
import { failuresSection, operationsSection } from './capability-text.ts'
import { limitText } from './limit-text.ts'
import { section } from './section.ts'

/** Returns what a store can do, what it grants and what its need requires, as a text for people. */
export const storeText = ({ name, capability, binding }: Chosen<Capability>): string => {
  const { technology, grants, limits, requires, gaps, failures } = binding
  return [
    `${name}: ${nameOf(capability)} on ${technology.name} (${technology.packages.join(', ') || 'no package'})`,
    ...operationsSection(capability),
    ...failuresSection(capability, failures),
    ...section('Guarantees', [
      ['guarantee', 'granted', 'needed', 'weakest first'],
      ...Object.entries(capability.guarantees).map(([guarantee, ladder]) => [
        guarantee,
        grants[guarantee] ?? 'nothing',
        String(requires[guarantee]),
        ladder.join(' < '),
      ]),
    ]),
    ...section('Limits', [
      ['limit', 'granted', 'needed', 'means'],
      ...Object.entries(capability.limits).map(([limit, { says }]) => [
        limit,
        limitText(limit, limits[limit] ?? 0),
        limitText(limit, Number(requires[limit])),
        says,
      ]),
    ]),
    ...section(
      'Gaps',
      gaps.length === 0
        ? [['none: it grants all that its need requires']]
        : gaps.map(({ guarantee, required, granted }) => [guarantee, `needs ${required}, has ${granted}`]),
    ),
  ].join('\n')
}
