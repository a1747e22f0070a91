import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once as first } from 'node:events'
import { describe, test } from 'node:test'
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { EventStore, type EventStoreCapability, need } from 'tenon'
import { type Binding, bind } from 'tenon/bind'
import { NatsEventExecutor, type NatsConnectionSettings, type NatsStreamConfig } from 'tenon/nats'
import { until } from '../../../../src/service/lab/time.ts'
import { durabilityOf } from '../../../../src/service/nats/provision/durability.ts'
import { quorumOf } from '../../../../src/service/nats/provision/quorum.ts'
import { membersOf, mixtureOf } from '../../../../src/service/nats/provision/replicas.ts'
import { faultsOf } from '../../../../src/service/nats/provision/server-versions.ts'
import { fill, gives, leastNeed, once } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import { sharedServer } from '../servers/shared.ts'

const bound = (config: NatsStreamConfig, url: string, stated: Partial<NatsConnectionSettings> = {}) =>
  bind(leastNeed, new NatsEventExecutor({ config, connection: connectionTo([url], stated) }), once)

/** Returns the findings of an examination as `level: says`, of one level or all. */
const found = async (binding: Binding<EventStoreCapability>, wanted?: string): Promise<readonly string[]> =>
  gives(await binding.examine(), 'examined')
    .findings.filter(({ level }) => wanted === undefined || level === wanted)
    .map(({ level, says }) => (wanted === undefined ? `${level}: ${says}` : says))

/** Returns the failure of an examination, which stores nothing. */
const failure = async (binding: Binding<EventStoreCapability>): Promise<string> => {
  const { failure: word, effect, operation } = gives(await binding.examine(), 'failed')
  assert.deepEqual([effect, operation], ['none', 'open'])
  return word
}

const differs = (what: string): string =>
  `JetStream stream drifted is not what its config declares: ${what}. Correct one or the other; Tenon never changes the stream.`

const as = (user: string, password: string): Partial<NatsConnectionSettings> => ({
  authentication: { kind: 'password', user, password },
})

/** Uses JetStream directly, without the store. */
const managing = async <Answer>(url: string, work: (manager: JetStreamManager) => Promise<Answer>): Promise<Answer> => {
  const connection = await connect({ servers: url })
  try {
    return await work(await jetstreamManager(connection))
  } finally {
    await connection.close()
  }
}

const nameOf = async ({ url }: Server): Promise<string> => {
  const connection = await connect({ servers: url })
  const name = connection.info?.server_name ?? ''
  await connection.close()
  return name
}

const connectionsOf = async (server: Server) =>
  // As the server names it.
  (await server.monitor('/connz')) as { readonly connections: readonly { readonly subscriptions: number }[] }

/** Waits until no client is connected to a server. */
const deserted = async (server: Server): Promise<void> =>
  assert.equal(await until(async () => (await connectionsOf(server)).connections.length === 0, 10_000), 'holds')

const lasting = (stated: Partial<NatsStreamConfig>, version: string): string => {
  const config = streamConfig('s', stated)
  const { level, says } = durabilityOf(config, config.replicas, version)
  return `${level}: ${says}`
}

const said = (replicas: number, cluster: unknown): readonly string[] =>
  quorumOf('S', replicas, cluster).map(({ level, says }) => `${level}: ${says}`)

/** Returns seconds as nanoseconds, as the server counts them. */
const ns = (seconds: number): number => seconds * 1e9

describe('What is said of a JetStream stream', () => {
  test('follows from how it is stored, from the version, and from the word of the operator', () => {
    const edges: readonly (readonly [stated: Partial<NatsStreamConfig>, version: string, told: RegExp])[] = [
      [{ storage: 'memory' }, '2.15.1', /^well: .* lost when the server ends\./],
      [{ storage: 'memory', replicas: 5 }, '2.15.1', /^well: .* lost when more than 2 of its 5 servers end at once\./],
      [
        { serverSync: 'always' },
        '2.10.0',
        /^claimed: That .* survives a power failure depends on .*sync_interval: always/,
      ],
      [
        { serverSync: 'always' },
        '2.9.10',
        /^wrong: .* 2\.9\.10 syncs once a minute, .* up to 60 s .* Update it to 2\.10/,
      ],
      [{}, '2.9.10', /^claimed: .*crash of the server's process.* up to 60 s of it.*Only from 2\.10 on/],
      [
        { replicas: 3 },
        '2.12.0',
        /^claimed: .*the loss of 1 of its 3 servers\..*up to 2 minutes.*"sync_interval: always"/,
      ],
    ]
    for (const [stated, version, told] of edges) assert.match(lasting(stated, version), told)
  })

  test('knows the faults of a version, and which of them can lose or double events', () => {
    for (const [version, replicas, grave, others] of [
      ['2.9.10', 1, [], [/^It syncs to disk once a minute/, /^On a full disk/]],
      ['2.9.25', 3, [/^After a change of leader/], [/^It syncs to disk once a minute/, /^On a full disk/]],
      ['2.10.19', 1, [], [/^On a full disk/]],
      ['2.10.20', 1, [/^A crash of its process/], [/^On a full disk/]],
      ['2.10.22', 5, [/^After a change of leader/, /^A crash of its process/], [/^On a full disk/]],
      ['2.10.23', 3, [/^After a change of leader/], [/^On a full disk/]],
      ['2.11.0', 3, [], [/^On a full disk/]],
      ['2.14.0', 3, [], []],
    ] as const) {
      const faults = faultsOf(version, replicas)
      for (const [wanted, told] of [
        [true, grave],
        [false, others],
      ] as const) {
        const says = faults.filter((fault) => fault.grave === wanted).map((fault) => fault.says)
        assert.equal(says.length, told.length, `${version}: ${says.join(' ')}`)
        for (const [i, each] of told.entries()) assert.match(says[i] ?? '', each)
      }
    }
  })

  test('knows which versions are of one line, and names the servers where they are not', () => {
    for (const [versions, mixture] of [
      [['2.15.1', '2.15.0', '2.15.9-RC.1'], undefined],
      [['', '2.10.27', '2.9.21'], undefined],
      [['2.15.1', '2.14.0'], 'a 2.15.1, b 2.14.0'],
      [['', '2.15.1'], 'a before 2.11, b 2.15.1'],
      [['2.10.27', '2.11.0'], 'a 2.10.27, b 2.11.0'],
      [[], undefined],
    ] as const)
      assert.equal(mixtureOf(versions.map((version, i) => ({ name: 'abc'.charAt(i), version }))), mixture)
  })

  test('counts as members the servers that are up, its leader first, and none without a leader', () => {
    const active = { current: true, active: ns(0.2) }
    const replicas = [
      { name: 'b', ...active },
      { name: 'c', ...active, lag: 3 },
      { name: 'd', ...active, offline: true },
      { name: 'e', current: true, active: ns(9) },
    ]
    const config = { metadata: { '_nats.ver': '2.15.1' } }
    assert.deepEqual(membersOf({ config, cluster: { leader: 'a', replicas } }), [
      { name: 'a', version: '2.15.1', complete: true },
      { name: 'b', version: '', complete: true },
      { name: 'c', version: '', complete: false },
    ])
    for (const cluster of [undefined, null, {}, { leader: '', replicas }]) assert.deepEqual(membersOf({ cluster }), [])
  })

  test('follows from who is up and how far behind', () => {
    const [here, gone] = [
      { name: 'b', current: true, active: ns(0.2) },
      { name: 'c', current: true, active: ns(12), lag: 4 },
    ]
    const lagging = { name: 'c', current: false, active: ns(0.5), lag: 1_200 }
    const led = 'S is led by the server a, and'
    assert.deepEqual(said(1, { leader: 'a' }), ['well: S is on the server a only.'])
    assert.deepEqual(said(3, { leader: 'a', replicas: [here, { ...here, name: 'c', lag: 2 }] }), [
      `well: ${led} 3 of its 3 servers are up.`,
      'well: The server c is 2 operations behind, but keeps up.',
    ])
    assert.deepEqual(said(3, { leader: 'a', replicas: [here, lagging] }), [
      `well: ${led} 3 of its 3 servers are up.`,
      'wrong: The server c is 1,200 operations behind.',
    ])
    assert.deepEqual(said(3, { leader: 'a', replicas: [{ ...here, offline: true }, gone] }), [
      `wrong: ${led} 1 of its 3 servers are up: an append needs 2. Start the others.`,
      'wrong: The server b is offline.',
      'wrong: The server c has been silent for 12 s.',
    ])
    assert.deepEqual(said(3, { leader: 'a', replicas: [here, { name: 'c', current: false, active: 0, lag: 1 }] }), [
      `wrong: ${led} 2 of its 3 servers are up. Appends go on while 2 are up. Start the others.`,
      'wrong: The server c has not been heard of yet.',
    ])
    assert.match(said(5, { leader: '', replicas: [here, gone] }).join(), /^wrong: S has no leader.*\(b, c\)/)
    assert.deepEqual(said(3, { leader: 'a' }), [
      `wrong: ${led} 1 of its 3 servers are up: an append needs 2. Start the others.`,
    ])
  })
})

describe('Examining a store on NATS', nats, () => {
  for (const series of ['2.10', '2.15'] as const) {
    test(`of ${series} says what the server is, what it holds, and what is only claimed; open, closed, or absent`, async () => {
      await using server = await startServer({ series })
      const config = streamConfig('told', { maxMsgs: 1_000 })
      const named = await nameOf(server)
      const begins = [
        'well: It grants all that its need requires.',
        `well: The server ${named} is nats-server ${server.version}, not in a cluster.`,
      ]
      const faults =
        series === '2.15'
          ? []
          : [
              `claimed: nats-server ${server.version} has a known fault. On a full disk it neither refuses nor acknowledges appends: they time out. From 2.14 on, it freezes the stream and logs the reason.`,
            ]
      const durability =
        "claimed: What was acknowledged survives a crash of the server's process, but not the loss of its disk. A power failure loses up to 2 minutes of it, or what the server's sync_interval says. To survive that too, say \"sync_interval: always\" in the jetstream block of each server's configuration, and serverSync: always in the config."
      const absent = 'claimed: JetStream stream told does not exist yet. Opening the store makes it.'

      await using binding = bound(config, server.url)
      assert.deepEqual(await found(binding), [...begins, ...faults, absent, durability])
      assert.deepEqual(await managing(server.url, (manager) => manager.streams.names().next()), [])

      const { store } = gives(await binding.open(), 'opened')
      await fill(store, 'a-1', 3)
      await fill(store, 'a-2', 1)
      const { state } = await managing(server.url, (manager) => manager.streams.info('told'))
      const all = [
        ...begins,
        ...faults,
        'well: JetStream stream told is what its config declares.',
        `well: JetStream stream told is on the server ${named} only.`,
        `well: JetStream stream told holds 2 of 1,000 messages and ${state.bytes} bytes.`,
        durability,
      ]
      assert.deepEqual(await found(binding), all)
      await binding.close()
      assert.deepEqual(await found(binding), all)
      await deserted(server)
    })
  }

  test('tells each setting that is not as declared', async () => {
    const { url } = await sharedServer('2.15')
    const config = streamConfig('drifted')
    await using binding = bound(config, url)
    await binding.open()
    await binding.close()
    await managing(url, (manager) => manager.streams.update('drifted', { max_age: 5_000_000_000, discard: 'old' }))
    assert.deepEqual(await found(binding, 'wrong'), [
      differs('discard is "old", declared "new"'),
      differs('max_age is 5000000000, declared 0'),
    ])
  })

  test('counts the replicas that it has, and not those that its config declares', async () => {
    const { url } = await sharedServer('2.10')
    const store = bound(streamConfig('single'), url)
    gives(await store.open(), 'opened')
    await store.close()
    const says = await found(bound(streamConfig('single', { replicas: 3 }), url))
    assert.equal(says.filter((each) => each.includes('num_replicas is 1, declared 3')).length, 1)
    for (const told of [/replicas may differ for good/, /of its 3 servers/])
      assert.deepEqual(
        says.filter((each) => told.test(each)),
        [],
      )
  })

  test('tells that a limit is near which refuses appends, and not one that deletes', async () => {
    const { url } = await sharedServer('2.15')
    const bounded = need(EventStore, { ...leastNeed.requires, retention: 'bounded' })
    for (const discard of ['new', 'old'] as const) {
      const config = streamConfig(`near-${discard}`, { maxMsgs: 10, discard })
      await using binding = bind(bounded, new NatsEventExecutor({ config, connection: connectionTo([url]) }), once)
      const { store } = gives(await binding.open(), 'opened')
      await Promise.all(Array.from({ length: 9 }, (_, i) => fill(store, `a-${i}`, 1)))
      const wrong = await found(binding, 'wrong')
      assert.equal(wrong.length, discard === 'new' ? 1 : 0)
      if (discard === 'new') assert.match(wrong[0] ?? '', /holds 9 of 10 messages and [\d,]+ bytes: it refuses appends/)
    }
  })

  test('tells that a server cannot do what the config says', async () => {
    const { url } = await sharedServer('2.15')
    const large = bound(streamConfig('large', { maxMsgSize: 2_000_000 }), url)
    assert.deepEqual(await found(large, 'wrong'), [
      'The store cannot open: the server accepts messages of at most 1048576 bytes (max_payload), but the config declares maxMsgSize 2000000.',
    ])
    const many = bound(streamConfig('many', { replicas: 3 }), url)
    assert.deepEqual(await found(many, 'wrong'), [
      'The config declares 3 replicas, but a server that is not in a cluster keeps only one.',
    ])
  })

  test('fails as opening does where it cannot look, and makes nothing', async () => {
    await using server = await startServer({
      series: '2.15',
      config:
        'authorization { users: [{ user: "own", password: "right" }, { user: "deaf", password: "right", permissions: { publish: { deny: "$JS.>" } } }] }',
    })
    const { url } = server
    const config = streamConfig('kept')
    assert.equal(await failure(bound(config, url)), 'unauthenticated')
    assert.equal(await failure(bound(config, url, as('own', 'wrong'))), 'unauthenticated')
    assert.equal(await failure(bound(config, url, as('deaf', 'right'))), 'permission_denied')
    assert.equal(await failure(bound({ ...config, provision: 'verify' }, url, as('own', 'right'))), 'not_found')
    await deserted(server)
    await server.kill()
    assert.equal(await failure(bound(config, url, as('own', 'right'))), 'connection_lost')
  })

  test('fails where something else than NATS answers, or JetStream is off', async (t) => {
    const listener = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    t.after(() => listener.close())
    await first(listener, 'listening')
    const { port } = Object(listener.address())
    assert.ok(await failure(bound(streamConfig('none'), `nats://127.0.0.1:${port}`)))
    await using server = await startServer({ series: '2.15', jetstream: false })
    assert.match(await failure(bound(streamConfig('none'), server.url)), /^(unavailable|misconfigured)$/)
  })

  test("leaves the user's own connection open, and nothing behind on it", async (t) => {
    await using server = await startServer({ series: '2.15' })
    const connection = await connect({ servers: server.url })
    t.after(() => connection.close())
    const used = { connection, inboxPrefix: '_INBOX', requestMs: 2_000, patienceMs: 2_000 }
    const binding = bind(leastNeed, new NatsEventExecutor({ config: streamConfig('used'), connection: used }), once)
    gives(await binding.examine(), 'examined')
    await connection.flush()
    const [mine] = (await connectionsOf(server)).connections
    assert.deepEqual([connection.isClosed(), mine?.subscriptions], [false, 0])
  })
})
