import { bind, type Policy, runtime } from 'tenon/bind'
import { type Beside, countedNotes, LossyLink, type Place, runsSpecification, usual } from 'tenon/conformance'
import { MemoryEventExecutor, MemoryKeyValueExecutor } from 'tenon/memory'
import { documents, RunsExecutor } from 'tenon/run'
import { sourcesOfRuns } from '../../../certify/places.ts'
import { leastEntries } from '../../memory/key-value/need.ts'
import { leastNeed } from '../../semantics/stores.ts'
import { settingsWith } from '../runs.ts'
import { opened } from './opened.ts'
import { leastRuns } from './need.ts'

const link = new LossyLink()

/** A log and entries in memory. They are gone once they are closed. */
const stores = () => ({
  events: bind(leastNeed, new MemoryEventExecutor(), usual),
  entries: bind(leastEntries, new MemoryKeyValueExecutor({ clock: runtime }), usual),
})

/** The stores of the binding that was made last at each place. */
const at = new Map<string, ReturnType<typeof stores>>()

export const url = import.meta.url
export const name = 'memory_runs'
export const specification = runsSpecification(async ({ name: place }, work) => {
  const { events, entries } = at.get(place) ?? stores()
  const kept = await opened(entries)
  const beside: Beside = {
    events: await opened(events),
    first: documents(countedNotes.first, kept),
    second: documents(countedNotes.second, kept),
  }
  return work(beside)
})
export const binding = (place: Place, policy: Policy) => {
  const kept = stores()
  at.set(place.name, kept)
  const { first, second } = countedNotes
  const settings = settingsWith()
  const projections = {
    first: { ...kept, settings, documents: first },
    second: { ...kept, settings, documents: second },
  }
  return bind(leastRuns, link.around(place, new RunsExecutor({ projections })), policy)
}
export const clear = async ({ name: place }: Place): Promise<void> => void at.delete(place)
export const { faults } = link
export const exemptions = []
export const sources = sourcesOfRuns('memory')
export const versions = {}
