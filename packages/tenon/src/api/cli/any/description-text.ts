import type { Capability } from '../../../domain/capability/capability.ts'
import type { Gap } from '../../../domain/capability/need.ts'
import type { BoundTechnology } from '../../../service/binding/executor.ts'
import { statusOf } from '../session/status.ts'

/** What a binding offers. */
export interface Offer {
  readonly store: string
  readonly technology: BoundTechnology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  readonly gaps: readonly Gap[]
}

/** Returns a capability's declaration as a text for people. */
export const capabilityText = (capability: Capability, hash: string): string =>
  [
    `${capability.name} ${capability.version}  ${hash}`,
    ...section(
      'Operations',
      Object.entries(capability.operations).map(([name, { touches, gives, says }]) => [name, touches, gives, says]),
    ),
    ...section('Failures', [
      ['failure', 'exit', 'http', 'effect of a write', 'passes', 'who acts', 'means'],
      ...failureRows(capability),
    ]),
    ...section(
      'Guarantees, weakest first',
      Object.entries(capability.guarantees).map(([name, ladder]) => [name, ladder.join(' < ')]),
    ),
    ...section(
      'Limits',
      Object.entries(capability.limits).map(([name, { says }]) => [name, says]),
    ),
  ].join('\n')

/** Returns what a store offers, as a text for people. */
export const storeText = (capability: Capability, { store, technology, grants, limits, gaps }: Offer): string =>
  [
    `${store}: ${capability.name} ${capability.version} on ${technology.name} (${technology.packages.join(', ') || 'no package'})`,
    ...section(
      'Grants',
      Object.entries(grants).map(([name, rung]) => [name, rung]),
    ),
    ...section(
      'Limits',
      Object.entries(limits).map(([name, most]) => [name, limitText(name, most)]),
    ),
    ...section(
      'Gaps',
      gaps.length === 0
        ? [['none: it grants all that its need requires']]
        : gaps.map(({ guarantee, required, granted }) => [guarantee, `needs ${required}, has ${granted}`]),
    ),
  ].join('\n')

/** The largest number means no limit if it counts milliseconds. */
const limitText = (name: string, most: number): string =>
  most === Number.MAX_SAFE_INTEGER && name.endsWith('_ms') ? 'for ever' : most.toLocaleString('en')

const failureRows = ({ failures }: Capability): string[][] =>
  Object.entries(failures).map(([word, { effects, passes, acts, says }]) => {
    const { exit, http } = statusOf(word)
    return [word, String(exit), String(http), effects.join(' or '), passes ? 'yes' : 'no', acts, says]
  })

const section = (title: string, rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return [
    '',
    title,
    ...rows.map(
      (row) =>
        `  ${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}`,
    ),
  ]
}
