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

/** How the servers are reached. Nothing has a default. */
export interface NatsConnectionSettings {
  /** Addresses such as `nats://10.0.0.1:4222`: one is enough, the others of its cluster are learnt from it. TLS needs names of hosts in them. */
  readonly servers: readonly string[]
  /** What the servers' monitoring shows. */
  readonly name: string
  readonly authentication: NatsAuthentication
  readonly tls: 'off' | NatsTls
  /** What the subjects of answers begin with: `_INBOX`, or what this user may subscribe to. */
  readonly inboxPrefix: string
  /** The most milliseconds to wait for a connection to one server. */
  readonly connectMs: number
  /** The most milliseconds to wait for one answer. Then what became of an append is looked up, so it should be less than the policy's `attemptMs`. */
  readonly requestMs: number
  /** How long, in milliseconds, calls and subscriptions wait for a connection that is lost before they fail. */
  readonly patienceMs: number
  /** The milliseconds between two attempts to connect again. */
  readonly reconnectMs: number
  /** How often, in milliseconds, a silent connection is tried. */
  readonly pingMs: number
}

/** Who this is. The texts are secrets: they are sent to the server and to nobody else. */
export type NatsAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'nkey'; readonly seed: string }
  /** The text of a `.creds` file. */
  | { readonly kind: 'credentials'; readonly credentials: string }

/** TLS as this side wants it; each certificate and key is the text of a PEM file. */
export interface NatsTls {
  /** Whom to trust, or `null` for whom the machine trusts. */
  readonly ca: string | null
  /** Our own certificate and key, or `null` for both. */
  readonly certificate: string | null
  readonly key: string | null
  /** Whether the server speaks TLS from the first byte. */
  readonly handshakeFirst: boolean
}

/** Words a refusal without what was found: it may be a secret, or hold one. */
export const hidden = (what: string): { error: (issue: { readonly input?: unknown }) => string } => ({
  error: ({ input }) => (input === undefined ? `is missing: it must be ${what}` : `must be ${what}`),
})

/** Words the refusal of an object, and names the fields that it takes. A field that it does not take is not named: its name may be a secret. */
export const hiddenFields = (
  ...fields: readonly string[]
): { error: (issue: { readonly code?: string; readonly input?: unknown }) => string } => ({
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `has a field that it does not take: it takes ${fields.join(', ')}`
      : hidden(`an object with ${fields.join(', ')}`).error(issue),
})

const text = (what: string): z.ZodString => z.string(hidden(what)).min(1, hidden(what))
const MOST_MS = 2 ** 31 - 1
const ms = hidden(`a whole number of milliseconds from 1 to ${MOST_MS}`)
/** The schema of a time that something is waited for. */
export const milliseconds = z.int(ms).min(1, ms).max(MOST_MS, ms)
const address = hidden('an address such as nats://10.0.0.1:4222, without a user or a password')
const inbox = hidden('tokens of A-Z a-z 0-9 _ - with dots between them, at most 64 characters')

/** The schema of what the subjects of answers begin with. */
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

/** The schema of the settings: closed, every field explicit. `check(NatsConnectionSettings, value)` parses what comes from outside. */
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

/** The client's options for these settings. */
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
  // A user that is refused now may be let in later: until then each call says so.
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
