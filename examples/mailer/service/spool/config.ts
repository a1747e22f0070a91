import type { Grants, Limits, Schema } from 'tenon'
import { z } from 'zod'
import type { MailerCapability } from '../../domain/mail/mailer.ts'

/** The settings of a spool folder. Nothing has a default. */
export interface SpoolConfig {
  /** The path of the folder. */
  readonly folder: string
  /** Whether a missing folder is created. The folder above it must exist. */
  readonly create: boolean
}

export const SpoolConfig: Schema<SpoolConfig> = z
  .strictObject({ folder: z.string().min(1), create: z.boolean() })
  .readonly()

/** What a spool folder promises, on a local disk that keeps what it has synced. */
export const grants = Object.freeze({
  dedupe: 'token',
  durability: 'power_loss',
  reach: 'machine',
} as const satisfies Grants<MailerCapability>)

export const limits: Limits<MailerCapability> = Object.freeze({ max_text_bytes: 1_000_000 })
