import { createHash } from 'node:crypto'
import type { Flight } from '../domain/flight.ts'

/**
 * Returns the id of a flight, made from its data and from the number of equal flights before it. The same data set
 * gives the same ids on every run. It is a UUID of version 8, from a SHA-256 hash (RFC 9562, sections 5.8 and 6.5).
 */
export const flightId = (flight: Flight, occurrence: number): string => {
  const bytes = createHash('sha256')
    .update(`${contentOf(flight)}\n${occurrence}`)
    .digest()
    .subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Returns the data of a flight as text that does not depend on the order of its fields. */
export const contentOf = ({ date, delay, distance, origin, destination }: Flight): string =>
  JSON.stringify([date, delay, distance, origin, destination])
