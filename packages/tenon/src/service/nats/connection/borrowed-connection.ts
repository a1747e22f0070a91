import type { NatsConnection } from '@nats-io/transport-node'
import { z } from 'zod'
import type { Schema } from '../../../domain/capability/schema.ts'
import { hidden, hiddenFields, inboxPrefix, milliseconds } from './settings.ts'

/** A connection that the program has made and will close itself, and how long to wait on it. */
export interface UsedConnection {
  readonly connection: NatsConnection
  /** As in `NatsConnectionSettings`. */
  readonly inboxPrefix: string
  /** As in `NatsConnectionSettings`. */
  readonly requestMs: number
  /** As in `NatsConnectionSettings`. */
  readonly patienceMs: number
}

/** The methods of a connection that are called. */
const METHODS = ['publish', 'subscribe', 'status', 'closed', 'isClosed', 'isDraining'] as const

const isConnection = (value: unknown): value is NatsConnection =>
  typeof value === 'object' &&
  value !== null &&
  METHODS.every((method) => typeof Reflect.get(value, method) === 'function')

/** The schema of a used connection. Every field is required and no other field is allowed. */
export const UsedConnection: Schema<UsedConnection> = z
  .strictObject(
    {
      connection: z.custom<NatsConnection>(isConnection, hidden('a connection of @nats-io/transport-node')),
      inboxPrefix,
      requestMs: milliseconds,
      patienceMs: milliseconds,
    },
    hiddenFields('connection', 'inboxPrefix', 'requestMs', 'patienceMs'),
  )
  .overwrite(Object.freeze)
