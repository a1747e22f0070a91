import { type MadeAppend, disorder, type Promises, saysOf, type StoredEvent } from './history.ts'
import { reconstructWrites, type Write } from './reconstruct-writes.ts'

/**
 * Returns a sentence for everything in a history that is impossible; none if the appends have the outcomes of appends
 * that are made one after the other. The history holds every append that was made. The streams are complete, and were
 * read after all appends had returned.
 *
 * Linearisability is hard to check in general. Here the final streams show in which order the appends took place. It
 * remains to check whether each append can have taken its place between its start and its end, and whether each refusal
 * describes a state of that time.
 */
export const impossible = (
  history: readonly MadeAppend[],
  streams: ReadonlyMap<string, readonly StoredEvent[]>,
  { order, dedupe }: Promises,
): readonly string[] => {
  const names = new Set([...streams.keys(), ...history.map(({ stream }) => stream)])
  const traces = [...names].map((name) => {
    const made = history.filter(({ stream }) => stream === name)
    return reconstructWrites(name, streams.get(name) ?? [], made, dedupe)
  })
  const writes = traces.flatMap((trace) => trace.writes)
  return [
    ...traces.flatMap(({ flaws }) => flaws),
    ...doubles([...streams.values()].flat()),
    ...history.flatMap((made) => reuse(made, writes, dedupe)),
    ...(order === 'global' ? disorder(writes.map((write) => ({ ...write, rank: write.position }))) : []),
  ]
}

const doubles = (events: readonly StoredEvent[]): readonly string[] => {
  const [ids, positions] = [new Set<string>(), new Set<number>()]
  return events.flatMap(({ id, position }) => {
    const twice = [
      ...(ids.has(id) ? [`event ${id} is stored twice`] : []),
      ...(positions.has(position) ? [`two events have position ${position}`] : []),
    ]
    ids.add(id)
    positions.add(position)
    return twice
  })
}

const reuse = (made: MadeAppend, writes: readonly Write[], dedupe: Promises['dedupe']): readonly string[] => {
  const { outcome, ids, end } = made
  if (outcome.kind !== 'id_reused') return []
  if (dedupe === 'expected') return [`${saysOf(made)} names an id, and ids are recognised only at their place`]
  const there = writes.some((write) => write.ids.includes(outcome.id) && write.start <= end)
  return ids.includes(outcome.id) && there ? [] : [`${saysOf(made)} names an id that was not there`]
}
