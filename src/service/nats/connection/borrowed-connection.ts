import type { NatsConnection } from '@nats-io/transport-node'
import { z } from 'zod'
import type { Schema } from '../../../domain/capability/schema.ts'
import { hidden, hiddenFields, inboxPrefix, milliseconds } from './settings.ts'

/** A connection that somebody else made and will close, and how patient to be with it. */
export interface UsedConnection {
  readonly connection: NatsConnection
  /** As `NatsConnectionSettings` has it. */
  readonly inboxPrefix: string
  /** As `NatsConnectionSettings` has it. */
  readonly requestMs: number
  /** As `NatsConnectionSettings` has it. */
  readonly patienceMs: number
}

/** What of a connection is used. */
const METHODS = ['publish', 'subscribe', 'status', 'closed', 'isClosed', 'isDraining'] as const

const isConnection = (value: unknown): value is NatsConnection =>
  typeof value === 'object' &&
  value !== null &&
  METHODS.every((method) => typeof Reflect.get(value, method) === 'function')

/** The schema of a used connection: closed, every field explicit. */
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
