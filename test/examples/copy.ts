import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGE = 'node_modules/vega-datasets'

/** A flight as the data set holds it. The example checks this shape, and stores nothing of another shape. */
export interface Flight {
  readonly date: string
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

/** Returns the first flights of the data set, at most 20,000. */
export const flightsOf = async (many: number): Promise<readonly Flight[]> => {
  const flights: readonly Flight[] = JSON.parse(await readFile(join(ROOT, PACKAGE, 'data/flights-20k.json'), 'utf8'))
  return flights.slice(0, many)
}

/**
 * Copies the flights example into an empty folder as a project of its own, which finds only the first flights of the
 * data set.
 */
export const copyExample = async (folder: string, many: number): Promise<void> => {
  await cp(join(ROOT, 'examples/flights'), folder, { recursive: true })
  for (const name of ['data', 'build']) await mkdir(join(folder, PACKAGE, name), { recursive: true })
  await symlink(join(ROOT, 'packages/tenon'), join(folder, 'node_modules/tenon'))
  await symlink(join(ROOT, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, PACKAGE, 'package.json'), '{ "main": "build/index.js" }')
  await writeFile(join(folder, PACKAGE, 'build/index.js'), '')
  await writeFile(join(folder, PACKAGE, 'data/flights-20k.json'), JSON.stringify(await flightsOf(many)))
}
