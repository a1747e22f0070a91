import {
  type Authenticator,
  type NodeConnectionOptions,
  credsAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node'
import { z } from 'zod'
import type { Schema } from '../../../domain/capability/schema.ts'

/** How to connect to the servers. No field has a default. */
export interface NatsConnectionSettings {
  /**
   * Addresses such as `nats://10.0.0.1:4222`. One is enough: it announces the others of its cluster. TLS needs host
   * names in them.
   */
  readonly servers: readonly string[]
  /** The name that the servers' monitoring shows. */
  readonly name: string
  readonly authentication: NatsAuthentication
  readonly tls: 'off' | NatsTls
  /** The beginning of the subjects of answers: `_INBOX`, or a prefix that this user may subscribe to. */
  readonly inboxPrefix: string
  /** The most milliseconds to wait for a connection to one server. */
  readonly connectMs: number
  /**
   * The most milliseconds to wait for one answer. Then the store looks up whether an append was stored, so it should be
   * less than the policy's `attemptMs`.
   */
  readonly requestMs: number
  /** How long, in milliseconds, calls and subscriptions wait for a lost connection before they fail. */
  readonly patienceMs: number
  /** The milliseconds between two attempts to reconnect. */
  readonly reconnectMs: number
  /** How often, in milliseconds, a silent connection is checked. */
  readonly pingMs: number
}

/** How this user authenticates. The texts are secrets: they are sent only to the server. */
export type NatsAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'nkey'; readonly seed: string }
  /** The text of a `.creds` file. */
  | { readonly kind: 'credentials'; readonly credentials: string }

/** The client's side of TLS. Each certificate and key is the text of a PEM file. */
export interface NatsTls {
  /** The certificate authorities to trust, or `null` for those that the machine trusts. */
  readonly ca: string | null
  /** The client's own certificate and key, or `null` for both. */
  readonly certificate: string | null
  readonly key: string | null
  /** Whether the server uses TLS from the first byte. */
  readonly handshakeFirst: boolean
}

/** Makes a schema's message without the value that was found, which may be or contain a secret. */
export const hidden = (what: string): { error: (issue: { readonly input?: unknown }) => string } => ({
  error: ({ input }) => (input === undefined ? `is missing: it must be ${what}` : `must be ${what}`),
})

/**
 * Makes an object schema's message, which names the allowed fields. It does not name an unknown field, whose name may
 * be a secret.
 */
export const hiddenFields = (
  ...fields: readonly string[]
): { error: (issue: { readonly code?: string; readonly input?: unknown }) => string } => ({
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `has an unknown field; allowed: ${fields.join(', ')}`
      : hidden(`an object with ${fields.join(', ')}`).error(issue),
})

const text = (what: string): z.ZodString => z.string(hidden(what)).min(1, hidden(what))
const MOST_MS = 2 ** 31 - 1
const ms = hidden(`a whole number of milliseconds from 1 to ${MOST_MS}`)
/** The schema of a time to wait. */
export const milliseconds = z.int(ms).min(1, ms).max(MOST_MS, ms)
const address = hidden('an address such as nats://10.0.0.1:4222, without a user or a password')
const inbox = hidden('tokens of A-Z a-z 0-9 _ - separated by dots, at most 64 characters')

/** The schema of the beginning of the subjects of answers. */
export const inboxPrefix = z.string(inbox).regex(/^(?=.{1,64}$)[\w-]+(\.[\w-]+)*$/, inbox)

const Authentication = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('none') }, hiddenFields('kind')),
      z.strictObject(
        { kind: z.literal('password'), user: text('a name'), password: text('a password') },
        hiddenFields('kind', 'user', 'password'),
      ),
      z.strictObject({ kind: z.literal('token'), token: text('a token') }, hiddenFields('kind', 'token')),
      z.strictObject(
        { kind: z.literal('nkey'), seed: text('a seed, which begins with SU') },
        hiddenFields('kind', 'seed'),
      ),
      z.strictObject(
        { kind: z.literal('credentials'), credentials: text('the text of a .creds file') },
        hiddenFields('kind', 'credentials'),
      ),
    ],
    hidden("an object whose kind is 'none', 'password', 'token', 'nkey' or 'credentials'"),
  )
  .overwrite(Object.freeze)

const pem = hidden('the text of a PEM file, or null')
const Pem = z.union([z.null(), z.string().includes('-----BEGIN', pem)], pem)

const Tls = z
  .union(
    [
      z.literal('off'),
      z.strictObject(
        { ca: Pem, certificate: Pem, key: Pem, handshakeFirst: z.boolean(hidden('true or false')) },
        hiddenFields('ca', 'certificate', 'key', 'handshakeFirst'),
      ),
    ],
    hidden("'off' or { ca, certificate, key, handshakeFirst }, each of the first three the text of a PEM file or null"),
  )
  .overwrite(Object.freeze)

/**
 * The schema of the settings. Every field is required and no other field is allowed.
 * `check(NatsConnectionSettings, value)` validates outside data.
 */
export const NatsConnectionSettings: Schema<NatsConnectionSettings> = z
  .strictObject(
    {
      servers: z
        .array(
          z
            .string(address)
            .regex(/^(nats|tls):\/\/(\[[0-9a-fA-F:]+\]|[^\s:/@[\]]+)(:[1-9]\d{0,4})?$/, address)
            .refine((url) => URL.canParse(url.replace(/^\w+/, 'http')), address),
          hidden('a list of addresses'),
        )
        .min(1, hidden('a list of one address or more'))
        .overwrite(Object.freeze),
      name: text('a name'),
      authentication: Authentication,
      tls: Tls,
      inboxPrefix,
      connectMs: milliseconds,
      requestMs: milliseconds,
      patienceMs: milliseconds,
      reconnectMs: milliseconds,
      pingMs: milliseconds,
    },
    hiddenFields(
      'servers',
      'name',
      'authentication',
      'tls',
      'inboxPrefix',
      'connectMs',
      'requestMs',
      'patienceMs',
      'reconnectMs',
      'pingMs',
    ),
  )
  .overwrite(Object.freeze)

/** Returns the client's options for these settings. */
export const optionsOf = (settings: NatsConnectionSettings): NodeConnectionOptions => ({
  servers: [...settings.servers],
  name: settings.name,
  inboxPrefix: settings.inboxPrefix,
  timeout: settings.connectMs,
  pingInterval: settings.pingMs,
  maxPingOut: 2,
  reconnect: true,
  maxReconnectAttempts: -1,
  reconnectTimeWait: settings.reconnectMs,
  reconnectJitter: settings.reconnectMs,
  reconnectJitterTLS: settings.reconnectMs,
  // A user that is refused now may be admitted later. Until then, each call reports the refusal.
  ignoreAuthErrorAbort: true,
  noAsyncTraces: true,
  ...authenticationOf(settings.authentication),
  ...tlsOf(settings.tls),
})

const authenticationOf = (stated: NatsAuthentication): { authenticator: Authenticator } | object => {
  switch (stated.kind) {
    case 'none':
      return {}
    case 'password':
      return { authenticator: usernamePasswordAuthenticator(stated.user, stated.password) }
    case 'token':
      return { authenticator: tokenAuthenticator(stated.token) }
    case 'nkey':
      return { authenticator: nkeyAuthenticator(new TextEncoder().encode(stated.seed)) }
    case 'credentials':
      return { authenticator: credsAuthenticator(new TextEncoder().encode(stated.credentials)) }
    default:
      return stated satisfies never
  }
}

const tlsOf = (tls: NatsConnectionSettings['tls']): Pick<NodeConnectionOptions, 'tls'> => {
  if (tls === 'off') return {}
  const { ca, certificate, key, handshakeFirst } = tls
  return {
    tls: {
      handshakeFirst,
      ...(ca === null ? {} : { ca }),
      ...(certificate === null ? {} : { cert: certificate }),
      ...(key === null ? {} : { key }),
    },
  }
}
