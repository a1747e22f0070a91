import { type Answered, disorder, type Promised, saysOf, type Standing } from './history.ts'
import { reconstructWrites, type Write } from './reconstruct-writes.ts'

/**
 * What in a history cannot be, a sentence each; none when the appends were answered as if they had been made one after the other. The history
 * holds every append that was made, and the streams are as they were read whole, after all had been answered.
 *
 * Linearisability is hard to check in general. Here the final streams say in which order the appends took place; what is left is whether each
 * can have had its place between its start and its end, and whether each refusal tells of a state that was there meanwhile.
 */
export const impossible = (
  history: readonly Answered[],
  streams: ReadonlyMap<string, readonly Standing[]>,
  { order, dedupe }: Promised,
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

const doubles = (events: readonly Standing[]): readonly string[] => {
  const [ids, positions] = [new Set<string>(), new Set<number>()]
  return events.flatMap(({ id, position }) => {
    const twice = [
      ...(ids.has(id) ? [`event ${id} stands twice`] : []),
      ...(positions.has(position) ? [`two events stand at position ${position}`] : []),
    ]
    ids.add(id)
    positions.add(position)
    return twice
  })
}

const reuse = (made: Answered, writes: readonly Write[], dedupe: Promised['dedupe']): readonly string[] => {
  const { outcome, ids, end } = made
  if (outcome.kind !== 'id_reused') return []
  if (dedupe === 'expected') return [`${saysOf(made)} names an id, and ids are recognised only at their place`]
  const there = writes.some((write) => write.ids.includes(outcome.id) && write.start <= end)
  return ids.includes(outcome.id) && there ? [] : [`${saysOf(made)} names an id that was not there`]
}
