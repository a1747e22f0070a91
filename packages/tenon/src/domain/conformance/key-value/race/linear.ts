import type { Call, Held, Saw, Wrote } from './history.ts'

/**
 * Returns a sentence for everything in a history that is impossible; none if the calls have the outcomes of calls that
 * are made one after the other. The history holds every call that was made, on keys that had no value before.
 *
 * Linearisability is hard to check in general. Here revisions show in which order the writes took place. It remains to
 * check whether each write found what it expected and can have taken its place between its start and its end, and
 * whether what each other call saw was there at some time between its own.
 */
export const impossible = (history: readonly Call[]): readonly string[] => {
  const writes = history.filter(isWrite).toSorted((a, b) => a.did.revision - b.did.revision)
  const keys = new Set(history.map(({ key }) => key))
  return [
    ...disorder(writes),
    ...[...keys].flatMap((key) => {
      const own = writes.filter((write) => write.key === key)
      return [
        ...unexpected(own),
        ...history.filter((call) => call.key === key && isSight(call)).flatMap((call) => unseen(call, own)),
      ]
    }),
  ]
}

/** A call that changed its key. */
type Write = Call & { readonly did: Wrote }
/** A call that saw what its key held. */
type Sight = Call & { readonly did: Saw }

const isWrite = (call: Call): call is Write => call.did.kind !== 'saw'
const isSight = (call: Call): call is Sight => call.did.kind === 'saw'

/** Says which writes have the same revision, and which have a lower one than a write that had ended before them. */
const disorder = (writes: readonly Write[]): readonly string[] => {
  const flaws: string[] = []
  let [latestStart, before]: [number, Write | undefined] = [-Infinity, undefined]
  for (const write of writes) {
    if (write.did.revision === before?.did.revision) flaws.push(`two changes have revision ${write.did.revision}`)
    if (write.end < latestStart)
      flaws.push(`${saysOf(write)} has a higher revision than a change that began after it had ended`)
    latestStart = Math.max(latestStart, write.start)
    before = write
  }
  return flaws
}

/** Says which of the writes of one key did not find what they expected. */
const unexpected = (writes: readonly Write[]): readonly string[] =>
  writes.flatMap((write, i) => {
    const { kind, expected } = write.did
    const held = heldAfter(writes[i - 1])
    if (kind === 'removed' && held === 'absent') return [`${saysOf(write)}, which had no value`]
    return expected === 'any' || expected === held ? [] : [`${saysOf(write)}, which held ${held}`]
  })

/** Says whether what a call saw was never there between its start and its end, or was what the call expected. */
const unseen = (call: Call, writes: readonly Write[]): readonly string[] => {
  if (!isSight(call)) return []
  const { held, refused } = call.did
  if (refused === held || (refused === 'any' && held !== 'absent'))
    return [`a write of ${call.key} that expected ${refused} was refused, although it held ${held}`]
  const was = [undefined, ...writes].some(
    (write, i) =>
      heldAfter(write) === held &&
      (write?.start ?? -Infinity) <= call.end &&
      (writes[i]?.end ?? Infinity) >= call.start,
  )
  return was ? [] : [`a call saw that ${call.key} held ${held}, which it did not at any time of that call`]
}

const heldAfter = (write: Write | undefined): Held => (write?.did.kind === 'put' ? write.did.revision : 'absent')

const saysOf = ({ key, did: { kind, expected, revision } }: Write): string =>
  `a ${kind === 'put' ? 'put' : 'removal'} at revision ${revision} expected ${expected} of ${key}`
