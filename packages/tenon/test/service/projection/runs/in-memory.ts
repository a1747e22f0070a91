import { bind, type Policy, runtime } from 'tenon/bind'
import { countedNotes, LossyLink, type Place, runsSpecification, usual } from 'tenon/conformance'
import { MemoryEventExecutor, MemoryKeyValueExecutor } from 'tenon/memory'
import { documents, RunsExecutor } from 'tenon/run'
import type { AnyRunsExecutor } from '../../../lies/runs/lie.ts'
import { leastEntries } from '../../memory/key-value/need.ts'
import { leastNeed } from '../../semantics/stores.ts'
import { settingsWith } from '../runs.ts'
import { leastRuns } from './need.ts'
import { opened } from './opened.ts'

/** A log and entries in memory. They are gone once they are closed. */
const stores = () => ({
  events: bind(leastNeed, new MemoryEventExecutor(), usual),
  entries: bind(leastEntries, new MemoryKeyValueExecutor({ clock: runtime }), usual),
})

/** What rigs of runs over documents in memory share. `around` puts something around their executors. */
export const runsInMemory = (around: (executor: AnyRunsExecutor) => AnyRunsExecutor) => {
  const link = new LossyLink()
  const { first, second } = countedNotes
  /** The stores of the binding that was made last at each place. */
  const at = new Map<string, ReturnType<typeof stores>>()
  return {
    specification: runsSpecification(async ({ name }, work) => {
      const { events, entries } = at.get(name) ?? stores()
      const kept = await opened(entries)
      return work({
        events: await opened(events),
        first: documents(first, kept),
        second: documents(second, kept),
      })
    }),
    binding: (place: Place, policy: Policy) => {
      const kept = { ...stores(), settings: settingsWith() }
      at.set(place.name, kept)
      const projections = { first: { ...kept, documents: first }, second: { ...kept, documents: second } }
      return bind(leastRuns, around(link.around(place, new RunsExecutor({ projections }))), policy)
    },
    clear: async ({ name }: Place): Promise<void> => void at.delete(name),
    faults: link.faults,
  }
}
