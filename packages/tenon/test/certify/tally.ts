import type { Settled } from 'tenon/conformance'

/**
 * Returns one line that says how many cases were kept in every run, and one line for each other case with how often it
 * was kept. Cases that are not promised are left out.
 */
export const tally = (runs: readonly (readonly Settled[])[]): readonly string[] => {
  const found = new Map<string, Map<string, number>>()
  for (const { id, verdict } of runs.flat()) {
    if (verdict.kind === 'not_promised') continue
    const counts = found.get(id) ?? new Map<string, number>()
    found.set(id, counts.set(verdict.kind, (counts.get(verdict.kind) ?? 0) + 1))
  }
  const all = [...found].map(([id, counts]) => [id, counts, counts.get('kept') ?? 0] as const)
  const always = all.filter(([, , kept]) => kept === runs.length).length
  return [
    `${always} of ${found.size} cases: ${runs.length} of ${runs.length} kept`,
    ...all
      .filter(([, , kept]) => kept < runs.length)
      .map(([id, counts, kept]) => {
        const others = [...counts].filter(([kind]) => kind !== 'kept').map(([kind, count]) => `, ${count} ${kind}`)
        return `${id}: ${kept} of ${runs.length} kept${others.join('')}`
      }),
  ]
}
