import type { Failed } from '../../../domain/capability/failure.ts'
import type { Examined, Observation } from '../../binding/executor.ts'
import type { ProjectionEntry } from '../entry.ts'

/** A store of some projections, as far as it can be examined. */
interface Examinee {
  examine(): Promise<Examined | Failed>
}

/** Examines the stores of projections. One that several of them share is examined once, and names all of them. */
export const examineStores = async (entries: readonly (readonly [string, ProjectionEntry])[]): Promise<Examined> => {
  const stores = new Map<Examinee, string[]>()
  for (const [projection, entry] of entries) {
    const parts = 'entries' in entry ? { events: entry.events, documents: entry.entries } : { events: entry.events }
    for (const [part, store] of Object.entries<Examinee>(parts))
      stores.set(store, [...(stores.get(store) ?? []), `${part} of ${projection}`])
  }
  const findings: Observation[] = []
  for (const [store, parts] of stores) findings.push(...(await observed(store, parts.join(', '))))
  return { kind: 'examined', findings }
}

const observed = async (store: Examinee, parts: string): Promise<readonly Observation[]> => {
  const answer = await store.examine()
  if (answer.kind === 'examined') return answer.findings.map((found) => ({ ...found, says: `${parts}: ${found.says}` }))
  if (answer.failure === 'not_found') return [{ level: 'claimed', says: `${parts}: the store does not exist yet.` }]
  return [{ level: 'wrong', says: `${parts}: ${answer.says}` }]
}
