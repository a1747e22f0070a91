import { globSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Capability } from 'tenon'
import type { Rig } from 'tenon/conformance'
import { loadRig } from '../../src/service/lab/rig.ts'

const SERVICES = fileURLToPath(new URL('../service/', import.meta.url))

/** The rigs of the bindings that this package ships, by name: `rig.ts` and `rig-….ts` of each technology. */
export const shippedRigs = async (): Promise<readonly Rig<Capability>[]> => {
  const paths = globSync('*/{rig,rig-*}.ts', { cwd: SERVICES })
  const rigs = await Promise.all(paths.map((path) => loadRig(pathToFileURL(SERVICES + path).href)))
  return rigs.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
