import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Position } from '../../event/stream.ts'
import type { EventTypes } from '../../event/types.ts'
import type { Step } from '../read-model.ts'

/**
 * Returns the id of the put that folds events up to a position into a document, by its key in the store. The same put
 * has the same id in every process, so that the store recognises it as a repeat.
 */
export const documentId = (key: string, at: Position): string => uuid(`tenon/document/1\0${key}\0${at}`)

/**
 * Returns the id of a step of a build, by the folder of its documents. `runner` is a text of the runner alone, so that it
 * recognises its own steps, and no other's.
 */
export const stepId = (runner: string, folder: string, { from, to }: Pick<Step<EventTypes>, 'from' | 'to'>): string =>
  uuid(`tenon/step/1\0${runner}\0${folder}\0${from.position}\0${to.position}`)

/** Returns a UUIDv8 (RFC 9562): the first 16 bytes of the SHA-256 of a text, with the bits of version and variant set. */
const uuid = (text: string): string => {
  const hex = bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
