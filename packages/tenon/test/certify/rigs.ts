import type { Capability } from 'tenon'
import type { Rig, Trial } from 'tenon/conformance'
import { loadRig } from '../../src/service/lab/rig.ts'
import { matrix, type Row } from '../conformance-matrix.ts'

/** A rig that is certified, as the matrix says: under which policies, and with which effort. */
export interface Due<C extends Capability> {
  readonly rig: Rig<C>
  readonly policies: readonly Row['policy'][]
  readonly effort: Trial['effort']
}

/** What is to be certified of the bindings that this package ships, by the rigs' names. */
export const due = async (): Promise<readonly Due<Capability>[]> => {
  const rows = Map.groupBy(
    matrix.filter(({ certify }) => certify !== 'none'),
    ({ rig }) => rig,
  )
  const all = [...rows].map(async ([path, of]): Promise<Due<Capability>> => {
    const rig = await loadRig(new URL(`../${path}`, import.meta.url).href)
    const effort = of.every(({ certify }) => certify === 'full') ? 'full' : 'short'
    return { rig, policies: of.map(({ policy }) => policy), effort }
  })
  return (await Promise.all(all)).toSorted((a, b) => (a.rig.name < b.rig.name ? -1 : 1))
}

/** The rigs of the bindings that this package ships, by their names. */
export const shippedRigs = async (): Promise<readonly Rig<Capability>[]> => (await due()).map(({ rig }) => rig)
