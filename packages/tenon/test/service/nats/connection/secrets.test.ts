import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { tracingChannel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { connect, nkeys } from '@nats-io/transport-node'
import { bind } from 'tenon/bind'
import { type NatsConnectionSettings, NatsEventExecutor } from 'tenon/nats'
import { emptyFolder, tenon } from '../../../api/cli/tenon.ts'
import { folderFor, gives, leastNeed, once as patient } from '../../semantics/stores.ts'
import { hasty, put, readings } from '../stores.ts'
import { streamConfig } from '../configs.ts'
import { selfSigned } from './self-signed.ts'
import { nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'

/** A way to authenticate. */
interface Way {
  /** What a server's configuration needs to admit the user. */
  readonly config: string
  /** The user that it admits, and one that it does not. */
  readonly right: Partial<NatsConnectionSettings> | undefined
  readonly wrong: readonly Partial<NatsConnectionSettings>[]
  /** What must never be shown. */
  readonly secrets: readonly string[]
}

const NOBODY = 'authorization { user: nobody, password: "none of these" }'

const withPassword = (password: string) => ({ authentication: { kind: 'password', user: 'own', password } as const })
const withToken = (token: string) => ({ authentication: { kind: 'token', token } as const })
const withSeed = (seed: string) => ({ authentication: { kind: 'nkey', seed } as const })
const withCredentials = (credentials: string) => ({ authentication: { kind: 'credentials', credentials } as const })

const newSeed = (): { readonly seed: string; readonly publicKey: string } => {
  const pair = nkeys.createUser()
  return { seed: Buffer.from(pair.getSeed()).toString(), publicKey: pair.getPublicKey() }
}

/** Returns the text of a credentials file. */
const credentials = (jwt: string, seed: string): string =>
  `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`

const ways: { readonly [kind: string]: (t: TestContext) => Promise<Way> } = {
  password: async () => {
    const [right, wrong] = ['correct-horse-battery', 'wrong-horse-battery']
    const config = `authorization { user: own, password: "${right}" }`
    return { config, right: withPassword(right), wrong: [withPassword(wrong)], secrets: [right, wrong] }
  },
  token: async () => {
    const [right, wrong] = ['right-token-4815162342', 'wrong-token-4815162342']
    return {
      config: `authorization { token: "${right}" }`,
      right: withToken(right),
      wrong: [withToken(wrong)],
      secrets: [right, wrong],
    }
  },
  nkey: async () => {
    const [known, unknown] = [newSeed(), newSeed()]
    return {
      config: `authorization { users: [{ nkey: ${known.publicKey} }] }`,
      right: withSeed(known.seed),
      wrong: [withSeed(unknown.seed), withSeed(`${known.seed}TOPSECRET`), withSeed('TOPSECRET')],
      secrets: [known.seed, unknown.seed, 'TOPSECRET'],
    }
  },
  credentials: async () => {
    const { seed } = newSeed()
    const jwt = 'eyJUT1BTRUNSRVQ'
    return {
      config: NOBODY,
      // A server that accepts credentials needs an operator of its own.
      right: undefined,
      wrong: [credentials(jwt, seed), credentials(jwt, 'SUTOPSECRET'), 'TOPSECRET'].map(withCredentials),
      secrets: [seed, 'TOPSECRET', jwt],
    }
  },
  'TLS key': async (t) => {
    const folder = await folderFor(t)
    const [ours, other] = [selfSigned({ host: 'localhost', days: 30 }), selfSigned({ host: 'localhost', days: 30 })]
    await writeFile(join(folder, 'cert'), ours.certificate)
    await writeFile(join(folder, 'key'), ours.key)
    const as = (key: string) => ({
      tls: { ca: ours.certificate, certificate: ours.certificate, key, handshakeFirst: false },
    })
    const broken = ours.key.replace(/\n(.{30})/, '\nTOPSECRET')
    return {
      config: `tls { cert_file: "${join(folder, 'cert')}", key_file: "${join(folder, 'key')}", ca_file: "${join(folder, 'cert')}", verify: true }`,
      right: as(ours.key),
      wrong: [as(other.key), as(broken)],
      secrets: ['TOPSECRET', ...[ours.key, other.key, broken].flatMap((key) => key.split('\n').slice(1, 2))],
    }
  },
}

/** Returns a secret as text, and as its bytes would be shown. */
const forms = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
    bytes.toString('hex').replace(/..(?=.)/g, '$& '),
    [...bytes].slice(0, 6).join(', '),
  ]
}

/** Returns every form in which a value can be shown. */
const shown = (value: unknown): readonly string[] => [
  inspect(value, { depth: Infinity, maxArrayLength: null, maxStringLength: null }),
  String(value),
  JSON.stringify(value) ?? '',
]

/** Returns the same, with hidden content too: a megabyte and more. */
const hiddenIn = (value: unknown): readonly string[] => [
  ...shown(value),
  inspect(value, { depth: Infinity, showHidden: true }),
]

const keeps = (what: string, said: readonly string[], { secrets }: Way): void => {
  for (const each of said)
    for (const form of secrets.flatMap(forms)) assert.ok(!each.includes(form), `${what} shows a secret`)
}

const CHANNELS = ['append', 'read', 'read_all', 'streams', 'subscribe'].flatMap((operation) => [
  tracingChannel(`tenon:event_store:${operation}`),
  tracingChannel(`tenon:event_store:${operation}:attempt`),
])

/** Returns what is published on the channels while something runs. */
const traced = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const said: string[] = []
  const hear = (message: unknown): void => void said.push(...shown(message))
  const listener = { start: hear, end: hear, asyncStart: hear, asyncEnd: hear, error: hear }
  for (const channel of CHANNELS) channel.subscribe(listener)
  await work()
  for (const channel of CHANNELS) channel.unsubscribe(listener)
  assert.ok(said.length > 0)
  return said
}

const at = (server: Server, stated: Partial<NatsConnectionSettings>): NatsConnectionSettings =>
  hasty(`nats://localhost:${server.port}`, { requestMs: 500, ...stated })

/** Runs a program on such a store. Returns what it prints, also when it crashes with everything in scope. */
const programs = async (t: TestContext, connection: NatsConnectionSettings): Promise<readonly string[]> => {
  const folder = await emptyFolder(t)
  const given = JSON.stringify({ config: streamConfig('orders'), connection })
  await writeFile(
    join(folder, 'tenon.config.ts'),
    `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
export const executor = new NatsEventExecutor(${given})
export const stores = { orders: bind(need(EventStore, ${JSON.stringify(leastNeed.requires)}), executor, ${JSON.stringify(patient)}) }
`,
  )
  await writeFile(
    join(folder, 'crash.ts'),
    `import { executor, stores } from './tenon.config.ts'
const outcome = await stores.orders.open()
console.log(executor, stores, outcome)
if (process.argv.includes('reject')) Promise.reject(outcome)
else throw Object.assign(new Error('it crashed', { cause: executor }), { executor, stores, outcome })
`,
  )
  const crashed = async (how: string): Promise<readonly string[]> => {
    const child = spawn(process.execPath, ['--conditions=tenon-source', join(folder, 'crash.ts'), how])
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    assert.match(stderr, /it crashed|UnhandledPromiseRejection/)
    return [stdout, stderr]
  }
  const ran = await Promise.all(
    [['doctor'], ['streams', '--json']].map(async (words) => {
      const { stdout, stderr } = await tenon(folder, ...words)
      return [stdout, stderr]
    }),
  )
  return [...ran.flat(), ...(await crashed('throw')), ...(await crashed('reject'))]
}

describe('No secret of a connection is seen', nats, () => {
  for (const [kind, make] of Object.entries(ways)) {
    test(`where the ${kind} is wrong: not in a failure, on the command line, in what is printed, or in a crash`, async (t) => {
      const way = await make(t)
      await using server = await startServer({ series: '2.15', config: way.config })
      for (const stated of way.wrong) {
        const connection = at(server, stated)
        const executor = new NatsEventExecutor({ config: streamConfig('orders'), connection })
        const binding = bind(leastNeed, executor, patient)
        const outcome = await binding.open()
        gives(outcome, 'failed')
        keeps('a failure', [...shown(outcome), ...shown(await binding.examine())], way)
        if (stated === way.wrong[0]) keeps('an executor', [...hiddenIn(executor), ...shown(binding)], way)
        await binding.close()
      }
      keeps('a program', await programs(t, at(server, way.wrong[0] ?? {})), way)
    })

    if (kind === 'credentials') continue
    test(`where the ${kind} is right, and then is not any more: not in a trace, a store, or what is printed`, async (t) => {
      const way = await make(t)
      assert.ok(way.right !== undefined)
      await using server = await startServer({ series: '2.15', config: way.config })
      const executor = new NatsEventExecutor({ config: streamConfig('orders'), connection: at(server, way.right) })
      await using binding = bind(leastNeed, executor, patient)
      const { store } = gives(await binding.open(), 'opened')
      gives(await put(store, 'a'), 'appended')
      keeps('an open store', [executor, binding, store].flatMap(shown), way)
      const said = await traced(async () => {
        await put(store, 'a')
        await server.reload(kind === 'TLS key' ? way.config.replace('verify: true', 'verify: false') : NOBODY)
        await server.kill()
        await put(store, 'a')
        await readings(store, 'a')
      })
      keeps('a trace', said, way)
    })
  }

  test('where an address with a password is given in place of the config: not in the TypeError', () => {
    for (const config of ['nats://bob:hunter2@db', ['nats://bob:hunter2@db']])
      assert.throws(
        () => Reflect.construct(NatsEventExecutor, [{ config, connection: hasty('nats://127.0.0.1:1') }]),
        (error) => error instanceof TypeError && shown(error).every((each) => !each.includes('hunter2')),
      )
  })

  test('of a connection that was handed in with its options', async (t) => {
    const secret = 'handed-in-horse-battery'
    await using server = await startServer({
      series: '2.15',
      config: `authorization { user: own, password: "${secret}" }`,
    })
    const connection = await connect({ servers: server.url, user: 'own', pass: secret })
    t.after(() => connection.close())
    const used = { connection, inboxPrefix: '_INBOX', requestMs: 2_000, patienceMs: 250 }
    const executor = new NatsEventExecutor({ config: streamConfig('orders'), connection: used })
    const binding = bind(leastNeed, executor, patient)
    t.after(() => binding.close())
    const { store } = gives(await binding.open(), 'opened')
    assert.ok(inspect(connection, { depth: 9 }).includes(secret))
    for (const each of [executor, binding, store])
      for (const form of hiddenIn(each)) assert.ok(!form.includes(secret), 'a secret is shown')
  })
})
