import { randomUUID } from 'node:crypto'

/** Makes an id for an event: a random UUID in lower case. */
export const newId = (): string => randomUUID()
