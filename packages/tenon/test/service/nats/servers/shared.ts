import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'tenon/conformance'
import type { Series } from './binaries.ts'
import { type Server, startServer } from './server.ts'

/** What processes tell each other about a server. */
export interface Told extends Address {
  readonly version: string
}

const shared = new Map<Series, Promise<Server>>()

/**
 * Returns the server of a series that the whole process shares. It starts at the first use, and ends with the process.
 */
export const sharedServer = (series: Series): Promise<Server> => {
  const server = shared.get(series) ?? startServer({ series })
  shared.set(series, server)
  return server
}

/** Returns the server announced in a folder by any process. The first process to ask announces its own shared one. */
export const findServer = async (folder: string, series: Series): Promise<Told> => {
  const told = await readFile(file(folder, series), 'utf8').catch(() => undefined)
  if (told !== undefined) return JSON.parse(told)
  const { address, version } = await sharedServer(series)
  return tellServer(folder, series, { ...address, version })
}

/**
 * Announces in a folder the address of the server of a series, for example behind a proxy. Processes that found it
 * before do not notice.
 */
export const tellServer = async (folder: string, series: Series, told: Told): Promise<Told> => {
  await writeFile(file(folder, series), JSON.stringify(told))
  return told
}

const file = (folder: string, series: Series): string => join(folder, `nats-${series}.json`)
