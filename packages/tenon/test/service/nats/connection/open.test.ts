import { writeFile } from 'node:fs/promises'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createWebServer } from 'node:http'
import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { connect } from '@nats-io/transport-node'
import { until } from '../../../../src/service/lab/time.ts'
import { type NatsConnectionSettings, NatsEventExecutor, type NatsTls } from 'tenon/nats'
import { folderFor, gives } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { type SelfSigned, selfSigned } from './self-signed.ts'
import { nats } from '../servers/binaries.ts'
import { HOST, takePort } from '../servers/ports.ts'
import { type Server, startServer } from '../servers/server.ts'
import { as, bound, fails, hasty, opened, SECRET, user } from '../stores.ts'

/** Opens a store at an address, which must fail. */
const open = (t: TestContext, url: string, stated: Partial<NatsConnectionSettings> = {}) =>
  bound(t, hasty(url, stated), 'orders').open()

/** Listens at an address, until the test ends. Returns the address. */
const listening = async (t: TestContext, listener: Listener): Promise<string> => {
  const sockets: Socket[] = []
  listener.on('connection', (socket: Socket) => sockets.push(socket)).listen(0, HOST)
  await once(listener, 'listening')
  t.after(() => {
    listener.close()
    for (const socket of sockets) socket.destroy()
  })
  // A server that listens at a port has an address of this kind.
  const { port } = listener.address() as AddressInfo
  return `nats://${HOST}:${port}`
}

/** Listens with a greeting of its own. */
const greeter = (t: TestContext, greet: (socket: Socket) => void): Promise<string> =>
  listening(
    t,
    createServer((socket) => {
      socket.on('error', () => undefined)
      greet(socket)
    }),
  )

describe('Where no NATS server is, opening', () => {
  test('is connection_lost when nothing listens', async (t) => {
    const port = await takePort()
    const outcome = await open(t, `nats://${HOST}:${port.number}`)
    port.free()
    const says = new RegExp(`could not connect to .* at nats://${HOST}:${port.number}\\. Check whether its servers run`)
    fails(outcome, { failure: 'connection_lost', effect: 'none', code: 'ECONNREFUSED', says })
  })

  test('is connection_lost when the host is unknown', async (t) => {
    const outcome = await open(t, 'nats://no-such-host.invalid:4222')
    assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(gives(outcome, 'failed').evidence?.code ?? ''))
    assert.equal(gives(outcome, 'failed').failure, 'connection_lost')
  })

  test('is timeout when the listener sends nothing, as a web server does until it gets a request', async (t) => {
    const silent = await greeter(t, () => undefined)
    const web = await listening(t, createWebServer())
    for (const url of [silent, web]) {
      const says = /Check whether NATS servers run at the addresses/
      fails(await open(t, url, { connectMs: 100 }), { failure: 'timeout', effect: 'none', code: 'TimeoutError', says })
    }
  })

  test('is misconfigured when the listener speaks another protocol', async (t) => {
    const shell = await greeter(t, (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    const code = 'unexpected response from server'
    fails(await open(t, shell), { failure: 'misconfigured', effect: 'none', code, says: /unexpected response/ })
    const broken = await greeter(t, (socket) => socket.write('INFO {broken\r\n'))
    fails(await open(t, broken), { failure: 'misconfigured', effect: 'none', code: 'SyntaxError', says: /Correct/ })
  })

  test('is connection_lost when the listener hangs up', async (t) => {
    const ends = await greeter(t, (socket) => socket.end())
    fails(await open(t, ends), { failure: 'connection_lost', effect: 'none', code: 'ConnectionError', says: /Check/ })
  })

  test('does not begin when an address is none: the constructor throws and names the field', () => {
    for (const server of [
      'localhost',
      'nats://',
      'nats://a:99999',
      'nats://a:0',
      `nats://u:${SECRET}@a`,
      'http://a',
      '',
    ])
      assert.throws(
        () => new NatsEventExecutor({ config: streamConfig('orders'), connection: connectionTo([server]) }),
        ({ name, message }: Error) =>
          name === 'TypeError' && /servers\[0\] must be an address such as/.test(message) && !message.includes(SECRET),
      )
  })
})

describe('A user that the server does not know', nats, () => {
  const config = `accounts { A { jetstream: enabled, users: [${user('known')}] } }`

  test('is unauthenticated, whatever it shows', async (t) => {
    await using server = await startServer({ series: '2.10', config })
    const seed = 'SUAMLK2ZNL35WSMW37E7UD4VZ7ELPKW7DHC3BWBSD2GCZ7IUQQXZIORRBU'
    for (const authentication of [
      { kind: 'none' },
      { kind: 'token', token: SECRET },
      { kind: 'password', user: 'known', password: `not ${SECRET}` },
      { kind: 'nkey', seed },
    ] as const) {
      const says = /does not know this user\. Correct the authentication/
      const outcome = await open(t, server.url, { authentication })
      fails(outcome, { failure: 'unauthenticated', effect: 'none', code: 'AuthorizationError', says })
      assert.ok(!JSON.stringify(outcome).includes(seed))
    }
    await opened(t, hasty(server.url, as('known')), 'orders')
  })

  test('is misconfigured when what it shows is not even well written', async (t) => {
    await using server = await startServer({ series: '2.10', config })
    const creds = `-----BEGIN NATS USER JWT-----\n${SECRET}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\nSU${SECRET}\n------END USER NKEY SEED------\n`
    for (const [authentication, code] of [
      [{ kind: 'nkey', seed: `SU${SECRET}` }, 'nkeys: invalid checksum'],
      [{ kind: 'nkey', seed: 'x' }, 'nkeys: invalid encoded key'],
      [{ kind: 'credentials', credentials: SECRET }, 'unable to parse credentials'],
      [{ kind: 'credentials', credentials: creds }, 'nkeys: invalid checksum'],
    ] as const) {
      const outcome = await open(t, server.url, { authentication })
      fails(outcome, { failure: 'misconfigured', effect: 'none', code, says: /Correct the config/ })
    }
  })
})

test(
  'A server that takes no more connections lets opening end with timeout, and a place that is free is taken',
  nats,
  async (t) => {
    await using server = await startServer({ series: '2.10', config: 'max_connections: 1' })
    const other = await connect({ servers: server.url })
    const outcome = await open(t, server.url, { connectMs: 200 })
    fails(outcome, { failure: 'timeout', effect: 'none', code: 'TimeoutError', says: /max_connections/ })
    await other.close()
    // The server learns a moment later that the client has left.
    assert.equal(
      await until(async () => (await open(t, server.url, { connectMs: 1_000 })).kind === 'opened', 30_000),
      'holds',
    )
  },
)

/** A certificate is valid for a host name. */
const named = ({ port }: Server): string => `nats://localhost:${port}`
const trusting = (ca: string | null, stated: Partial<NatsTls> = {}): Partial<NatsConnectionSettings> => ({
  tls: { ca, certificate: null, key: null, handshakeFirst: false, ...stated },
})
const misconfigured = (code: string, says: RegExp) =>
  ({ failure: 'misconfigured', effect: 'none', code, says }) as const

describe('TLS', nats, () => {
  const good = selfSigned({ host: 'localhost', days: 30 })
  const stranger = selfSigned({ host: 'localhost', days: 30 })

  /** Returns the configuration of a server for its own certificate. */
  const offered = async (t: TestContext, { certificate, key }: SelfSigned, more = ''): Promise<string> => {
    const folder = await folderFor(t)
    await Promise.all([writeFile(join(folder, 'cert'), certificate), writeFile(join(folder, 'key'), key)])
    await writeFile(join(folder, 'ca'), good.certificate)
    return `tls { cert_file: "${join(folder, 'cert')}", key_file: "${join(folder, 'key')}", ca_file: "${join(folder, 'ca')}" ${more} }`
  }
  test('that is wanted and not offered is misconfigured', async (t) => {
    await using server = await startServer({ series: '2.10' })
    const expected = misconfigured("server does not support 'tls'", /does not support 'tls'\. Correct the config/)
    fails(await open(t, named(server), trusting(null)), expected)
    const first = await open(t, named(server), trusting(null, { handshakeFirst: true }))
    fails(first, misconfigured('ERR_SSL_WRONG_VERSION_NUMBER', /wrong version number/))
  })

  test('opens with a certificate that is trusted, and with no other', async (t) => {
    await using server = await startServer({ series: '2.10', config: await offered(t, good) })
    await opened(t, hasty(named(server), trusting(good.certificate)), 'orders')
    const untrusted = misconfigured('DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed certificate/)
    for (const stated of [trusting(null), trusting(stranger.certificate), {}])
      fails(await open(t, named(server), stated), untrusted)
    const key = '-----BEGIN PRIVATE KEY-----\nTOPSECRET\n-----END PRIVATE KEY-----'
    for (const [own, code] of [
      [{ certificate: good.certificate, key }, 'ERR_OSSL_UNSUPPORTED'],
      [{ certificate: good.certificate, key: stranger.key }, 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'],
    ] as const)
      fails(await open(t, named(server), trusting(good.certificate, own)), misconfigured(code, /Correct the config/))
  })

  test('does not open with a certificate that has expired, or is another host’s', async (t) => {
    for (const [certificate, code, says] of [
      [selfSigned({ host: 'localhost', days: -1 }), 'CERT_HAS_EXPIRED', /certificate has expired/],
      [selfSigned({ host: 'elsewhere', days: 30 }), 'ERR_TLS_CERT_ALTNAME_INVALID', /DNS:elsewhere/],
    ] as const) {
      await using server = await startServer({ series: '2.10', config: await offered(t, certificate) })
      fails(await open(t, named(server), trusting(certificate.certificate)), misconfigured(code, says))
    }
  })

  test('opens with a certificate of our own where the server wants one, and ends with timeout without', async (t) => {
    await using server = await startServer({ series: '2.10', config: await offered(t, good, ', verify: true') })
    await opened(t, hasty(named(server), trusting(good.certificate, good)), 'orders')
    const outcome = await open(t, named(server), { ...trusting(good.certificate), connectMs: 300 })
    fails(outcome, { failure: 'timeout', effect: 'none', code: 'TimeoutError', says: /Check/ })
  })
})
