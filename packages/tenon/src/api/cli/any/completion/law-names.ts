import { withDerived } from '../../../../domain/conformance/derived/derive.ts'
import type { Loading } from '../../session/config.ts'
import { rigFrom } from '../conform/load-rig.ts'

/** Returns the laws of the rig that a command line of `tenon conform` names. */
export const lawNames = async (terminal: Loading, words: readonly string[]): Promise<readonly string[]> => {
  const rig = words.slice(1, -1).find((word, i, all) => !word.startsWith('-') && all[i - 1]?.startsWith('-') !== true)
  return rig === undefined ? [] : Object.keys(withDerived((await rigFrom(terminal, rig)).specification).laws)
}
