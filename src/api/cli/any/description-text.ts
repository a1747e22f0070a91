import type { Gap } from '../../../domain/capability/need.ts'
import { EventStoreFailure } from '../../../domain/event/failure.ts'
import { EventStore } from '../../../domain/event/store.ts'
import type { Technology } from '../../../service/binding/executor.ts'
import { status } from '../session/status.ts'

/** What a binding offers. */
export interface Offer {
  readonly store: string
  readonly technology: Technology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  readonly gaps: readonly Gap[]
}

/** The declaration of the event store as a text for people. */
export const capabilityText = (hash: string): string =>
  [
    `${EventStore.name} ${EventStore.version}  ${hash}`,
    ...section(
      'Operations',
      Object.entries(EventStore.operations).map(([name, { touches, gives, says }]) => [name, touches, gives, says]),
    ),
    ...section('Failures', [
      ['failure', 'exit', 'http', 'effect of a write', 'passes', 'who acts', 'means'],
      ...failureRows(),
    ]),
    ...section(
      'Guarantees, weakest first',
      Object.entries(EventStore.guarantees).map(([name, ladder]) => [name, ladder.join(' < ')]),
    ),
    ...section(
      'Limits',
      Object.entries(EventStore.limits).map(([name, { says }]) => [name, says]),
    ),
  ].join('\n')

/** What a store offers, as a text for people. */
export const storeText = ({ store, technology, grants, limits, gaps }: Offer): string =>
  [
    `${store}: ${EventStore.name} ${EventStore.version} on ${technology.name} (${technology.packages.join(', ') || 'no package'})`,
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

/** The longest time that a number counts is told as what it stands for. */
const limitText = (name: string, most: number): string =>
  most === Number.MAX_SAFE_INTEGER && name.endsWith('_ms') ? 'for ever' : most.toLocaleString('en')

const failureRows = (): string[][] =>
  Object.values(EventStoreFailure).map((word) => {
    const { effects, passes, acts, says } = EventStore.failures[word]
    const { exit, http } = status[word]
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
