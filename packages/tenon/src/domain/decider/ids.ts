import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Returns the id of the event that a command decided at this index, from 0. */
export type DerivedIds = (index: number) => string

/**
 * Returns the ids of the events that a command decides in a stream. They depend on nothing else, so that a second
 * decision of the same command can be recognised although it differs.
 *
 * Each is a UUIDv8 (RFC 9562): the first 16 bytes of the SHA-256 of `tenon/decide/1`, the command id, the decider's
 * name, the stream and the index in decimal, as UTF-8 with a zero byte between them, with the bits of version and
 * variant set. If the command id is a UUIDv7, the first 48 bits are its time instead, so that ids rise as it does.
 */
export const idsOf = (commandId: string, decider: string, stream: string): DerivedIds => {
  // None of these has a zero byte in it, because names have no control characters.
  const given = `tenon/decide/1\0${commandId}\0${decider}\0${stream}\0`
  const time = UUID_V7.test(commandId) ? commandId.slice(0, 13) : undefined
  const known: string[] = []
  return (index) => (known[index] ??= uuid(hashOf(`${given}${index}`), time))
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Returns an id that depends on a text alone: a UUIDv8 of its SHA-256. */
export const idOf = (given: string): string => uuid(hashOf(given), undefined)

/** Returns the SHA-256 of a text as UTF-8, in hexadecimal. */
export const hashOf = (given: string): string => bytesToHex(sha256(utf8ToBytes(given)))

const uuid = (hash: string, time: string | undefined): string => {
  const begin = time ?? `${hash.slice(0, 8)}-${hash.slice(8, 12)}`
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  return `${begin}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
