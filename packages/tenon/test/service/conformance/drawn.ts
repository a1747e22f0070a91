import { randomInt } from 'node:crypto'
import type { Capability } from 'tenon'
import type { Rig, Runnable } from 'tenon/conformance'

/**
 * The number that draws the fault of each smoke. `npm test` draws a new one and prints it. Set TENON_SEED to run the
 * same smoke again.
 */
export const seed = Number(process.env['TENON_SEED'] ?? randomInt(2 ** 31))

/** Returns the name of the fault that a case is about, or `null` if it is about none. */
export const faultOf = ({ id }: Pick<Runnable, 'id'>): string | null => /\/under_(.+)$/.exec(id)?.[1] ?? null

/**
 * Returns the cases of a smoke: those about no fault, and those about the one fault that a number draws. A law that has
 * none of these is tried under another fault. Of a law that is not to be run whole, one case is drawn.
 */
export const smokeOf = (
  all: readonly Runnable[],
  { faults }: Pick<Rig<Capability>, 'faults'>,
  by: number,
  whole: readonly string[],
): readonly Runnable[] => {
  const fault = drawn(faults, by)?.name
  const byLaw = Map.groupBy(all, ({ law }) => law)
  return [...byLaw].flatMap(([law, cases]) => {
    const common = cases.filter((one) => [null, fault].includes(faultOf(one)))
    if (common.length > 0 && whole.includes(law)) return common
    return drawn(common.length > 0 ? common : cases, by) ?? []
  })
}

const drawn = <One>(from: readonly One[], by: number): One | undefined => from[by % from.length]
