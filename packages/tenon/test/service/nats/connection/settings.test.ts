import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inspect } from 'node:util'
import { check } from 'tenon'
import { NatsConnectionSettings, NatsEventExecutor } from 'tenon/nats'
import { connectionTo, streamConfig } from '../configs.ts'

const good = connectionTo(['nats://127.0.0.1:4222'])
const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'
const tls = { ca: null, certificate: null, key: null, handshakeFirst: false }

suite('the settings of a connection', () => {
  test('are refused by a TypeError that names the field, before any I/O', () => {
    for (const [change, says] of [
      [{ servers: [] }, /NatsConnectionSettings: servers must be a list of one address or more/],
      [{ servers: 'nats://a' }, /servers must be a list of addresses/],
      [{ servers: ['nats://a', 'b'] }, /servers\[1\] must be an address such as nats:/],
      [{ servers: ['http://a'] }, /servers\[0\] /],
      [{ servers: ['nats://'] }, /servers\[0\] /],
      [{ servers: ['nats://a/b'] }, /servers\[0\] /],
      [{ servers: ['nats://a:b'] }, /servers\[0\] /],
      [{ servers: ['nats://a b'] }, /servers\[0\] /],
      [{ servers: [7] }, /servers\[0\] /],
      [{ name: '' }, /name /],
      [{ name: 7 }, /name /],
      [{ authentication: 'none' }, /authentication must be an object whose kind is 'none', 'password'/],
      [{ authentication: {} }, /authentication.* must be an object whose kind is/],
      [{ authentication: { kind: 'oauth' } }, /authentication.* must be an object whose kind is/],
      [{ authentication: { kind: 'none', user: 'a' } }, /authentication has an unknown field; allowed: kind/],
      [{ authentication: { kind: 'password', user: 'a' } }, /authentication\.password /],
      [{ authentication: { kind: 'password', user: '', password: 'b' } }, /authentication\.user /],
      [{ authentication: { kind: 'password', user: 'a', password: '' } }, /authentication\.password /],
      [{ authentication: { kind: 'token', token: '' } }, /authentication\.token /],
      [{ authentication: { kind: 'nkey', seed: 7 } }, /authentication\.seed /],
      [{ authentication: { kind: 'credentials', credentials: null } }, /authentication\.credentials /],
      [{ tls: true }, /tls must be 'off' or \{ ca, certificate, key, handshakeFirst \}/],
      [{ tls: {} }, /tls must be 'off' or/],
      [{ tls: { ...tls, ca: '/etc/ca.pem' } }, /tls\.ca must be the text of a PEM file, or null/],
      [{ tls: { ...tls, more: 1 } }, /tls /],
      [{ inboxPrefix: '' }, /inboxPrefix /],
      [{ inboxPrefix: 'a.>' }, /inboxPrefix /],
      [{ inboxPrefix: 'a'.repeat(65) }, /inboxPrefix /],
      [{ connectMs: 0 }, /connectMs must be a whole number of milliseconds from 1/],
      [{ requestMs: -1 }, /requestMs /],
      [{ patienceMs: 1.5 }, /patienceMs /],
      [{ reconnectMs: '20' }, /reconnectMs must be a whole number of milliseconds/],
      [{ pingMs: 2 ** 31 }, /pingMs /],
      [{ retries: 3 }, /has an unknown field; allowed: servers, name, /],
    ] as const) {
      refuses({ ...good, ...change }, says)
    }
    for (const name of Object.keys(good)) {
      const rest = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
      refuses(rest, new RegExp(`NatsConnectionSettings: ${name} is missing: it must be `))
      refuses({ ...good, [name]: Symbol('no') }, new RegExp(`NatsConnectionSettings: ${name} `))
    }
    for (const settings of [undefined, null, 'nats://a', [good]])
      refuses(settings, /NatsConnectionSettings: (is missing: it )?must be an object with servers, name, /)
  })

  test('are taken in every form that servers, users and certificates have', () => {
    for (const change of [
      { servers: ['nats://10.0.0.1', 'nats://host.example:4222', 'tls://host', 'nats://[::1]:4222'] },
      { authentication: { kind: 'password', user: 'a', password: 'b' } },
      { authentication: { kind: 'token', token: 'a' } },
      { authentication: { kind: 'nkey', seed: 'SUA' } },
      { authentication: { kind: 'credentials', credentials: 'a' } },
      { tls },
      { tls: { ca: PEM, certificate: PEM, key: PEM, handshakeFirst: true } },
      { inboxPrefix: '_INBOX.orders-1' },
      { connectMs: 1, requestMs: 2 ** 31 - 1 },
    ] as const) {
      const settings: unknown = { ...good, ...change }
      const checked = check(NatsConnectionSettings, settings)
      assert.ok(checked.fits, checked.fits ? '' : checked.says)
      assert.deepEqual(checked.value, settings)
    }
  })

  test('are taken once: what the caller does to them later changes nothing', () => {
    const authentication = { kind: 'password', user: 'a', password: 'b' } as const
    const servers = ['nats://a']
    const stated = { ...good, servers, authentication, tls: { ...tls } }
    const checked = check(NatsConnectionSettings, stated)
    assert.ok(checked.fits)
    const connection = checked.value
    servers.push('nats://b')
    Reflect.set(stated, 'name', 'other')
    Reflect.set(authentication, 'user', 'c')
    Reflect.set(stated.tls, 'ca', PEM)
    assert.deepEqual(connection, {
      ...good,
      servers: ['nats://a'],
      authentication: { kind: 'password', user: 'a', password: 'b' },
      tls,
    })
    for (const held of [connection, connection.servers, connection.authentication, connection.tls])
      assert.ok(Object.isFrozen(held))
  })

  test('never tell a secret, however wrong it is written', () => {
    const secret = 'hunter2'
    for (const change of [
      { servers: [`nats://user:${secret}@host`] },
      { servers: [`nats://${secret}@host:4222`] },
      { servers: `nats://user:${secret}@host` },
      { name: [secret] },
      { inboxPrefix: `${secret}@` },
      { pingMs: secret },
      { [secret]: 1 },
      { authentication: { kind: 'none', [secret]: 1 } },
      { tls: { ...tls, [secret]: 1 } },
      { authentication: secret },
      { authentication: [secret] },
      { authentication: { kind: secret } },
      { authentication: { kind: 'token', token: [secret] } },
      { authentication: { kind: 'token', token: 4_815_162_342 } },
      { authentication: { kind: 'password', user: 'a', password: 4_815_162_342 } },
      { authentication: { kind: 'password', user: 'a', pass: secret } },
      { authentication: { kind: 'nkey', seed: 4_815_162_342n } },
      { authentication: { kind: 'credentials', credentials: { secret } } },
      { tls: secret },
      { tls: `-----BEGIN PRIVATE KEY-----${secret}` },
      { tls: { ...tls, key: secret } },
      { tls: { ...tls, key: 4_815_162_342 } },
    ]) {
      const checked = check(NatsConnectionSettings, { ...good, ...change })
      assert.ok(!checked.fits)
      assert.doesNotMatch(checked.says, /hunter2|4815162342/, JSON.stringify(Object.keys(change)))
    }
    for (const settings of [
      `nats://user:${secret}@host:4222`,
      [secret],
      { [secret]: 1 },
      { ...good, connection: secret },
    ])
      assert.throws(constructing(settings), (error: Error) => !inspect(error).includes(secret))
  })

  test('that are refused are not frozen', () => {
    const used = { connection: {}, inboxPrefix: '_INBOX', requestMs: 1, patienceMs: 0 }
    const refused: readonly object[] = [
      { servers: { 0: 'nats://a' } },
      { servers: ['nats://a', 'b'] },
      { authentication: ['none'] },
      { authentication: { kind: 'token', token: 7 } },
      { tls: [PEM] },
      { tls: { ...tls, ca: 7 } },
    ]
    for (const change of refused) {
      const settings = { ...good, ...change }
      assert.throws(constructing(settings), TypeError)
      for (const each of [settings, ...Object.values(change)]) assert.ok(!Object.isFrozen(each), inspect(change))
    }
    assert.throws(constructing(used), TypeError)
    assert.ok(!Object.isFrozen(used))
    const list = [good]
    assert.throws(constructing(list), TypeError)
    assert.ok(!Object.isFrozen(list))
  })

  test('of a borrowed connection are checked too', () => {
    const used = { inboxPrefix: '_INBOX', requestMs: 1_000, patienceMs: 1_000 }
    assert.throws(constructing({ ...used, connection: {} }), {
      name: 'TypeError',
      message: 'UsedConnection: connection must be a connection of @nats-io/transport-node.',
    })
    assert.throws(constructing({ connection: {} }), { name: 'TypeError', message: /^UsedConnection: / })
  })
})

const constructing = (connection: unknown) => () =>
  Reflect.construct(NatsEventExecutor, [{ config: streamConfig('ORDERS'), connection }])

const refuses = (connection: unknown, says: RegExp): void => {
  const checked = check(NatsConnectionSettings, connection)
  assert.ok(!checked.fits, `${says} was taken`)
  assert.throws(constructing(connection), { name: 'TypeError', message: says })
}
