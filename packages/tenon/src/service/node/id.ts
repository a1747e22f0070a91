import { randomUUID } from 'node:crypto'

/** Returns a new id: a random UUID in lower case. */
export const newId = (): string => randomUUID()
