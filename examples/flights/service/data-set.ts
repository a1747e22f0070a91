import { readFile } from 'node:fs/promises'
import { check } from 'tenon'
import { z } from 'zod'
import type { Departure } from '../domain/departure.ts'
import { Flight } from '../domain/flight.ts'
import { contentOf, flightId } from './flight-id.ts'

/** The data set, or why it cannot be read. */
export type DataSet = { readonly kind: 'departures'; readonly departures: readonly Departure[] } | Unreadable

interface Unreadable {
  readonly kind: 'unreadable'
  readonly says: string
}

/** Reads the 20,000 departures of early 2001 that the package `vega-datasets` contains, in the order of its file. */
export const readDataSet = async (): Promise<DataSet> => {
  const content = await readJson()
  if (content.kind === 'unreadable') return content
  const flights = check(z.array(Flight), content.json)
  if (!flights.fits) return unreadable(flights.says)
  const occurrences = new Map<string, number>()
  const departures = flights.value.map((flight) => {
    const says = contentOf(flight)
    const occurrence = occurrences.get(says) ?? 0
    occurrences.set(says, occurrence + 1)
    return { id: flightId(flight, occurrence), flight }
  })
  return { kind: 'departures', departures }
}

const readJson = async (): Promise<{ readonly kind: 'read'; readonly json: unknown } | Unreadable> => {
  try {
    // Importing the package would fetch from the network. The file lies beside the module that would be imported.
    const file = new URL('../data/flights-20k.json', import.meta.resolve('vega-datasets'))
    return { kind: 'read', json: JSON.parse(await readFile(file, 'utf8')) }
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error))
  }
}

const unreadable = (why: string): Unreadable => ({
  kind: 'unreadable',
  says: `The flights of vega-datasets cannot be read: ${why}. Run npm ci, and try again.`,
})
