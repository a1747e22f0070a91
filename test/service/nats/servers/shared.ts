import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'tenon/conformance'
import type { Series } from './binaries.ts'
import { type Server, startServer } from './server.ts'

/** What processes tell each other of a server. */
export interface Told extends Address {
  readonly version: string
}

const shared = new Map<Series, Promise<Server>>()

/** The one server of a series that all of this process shares. It is started when it is asked for first, and ends with the process. */
export const sharedServer = (series: Series): Promise<Server> => {
  const server = shared.get(series) ?? startServer({ series })
  shared.set(series, server)
  return server
}

/** The server that was told in a folder, by whichever process. The first to ask tells its own shared one. */
export const findServer = async (folder: string, series: Series): Promise<Told> => {
  const told = await readFile(file(folder, series), 'utf8').catch(() => undefined)
  if (told !== undefined) return JSON.parse(told)
  const { address, version } = await sharedServer(series)
  return tellServer(folder, series, { ...address, version })
}

/** Tells in a folder where the server of a series is found, such as behind a proxy. Whoever found it before is not told. */
export const tellServer = async (folder: string, series: Series, told: Told): Promise<Told> => {
  await writeFile(file(folder, series), JSON.stringify(told))
  return told
}

const file = (folder: string, series: Series): string => join(folder, `nats-${series}.json`)
