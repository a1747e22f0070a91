import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { check, EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor, NatsStreamConfig } from 'tenon/nats'
import { leastNeed, once } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'

const good = streamConfig('ORDERS')
/** An address at which nothing listens. It is never used. */
const connection = connectionTo(['nats://127.0.0.1:1'])

suite('the config of a JetStream stream', () => {
  test('is refused by a TypeError that names the field, before any I/O', () => {
    for (const [change, says] of [
      [{ name: '' }, /NatsStreamConfig: name must be a name of 1 to 255 .*not ""/],
      [{ name: 'a.b' }, /name .*"a\.b"/],
      [{ name: 'a b' }, /name /],
      [{ name: 'é' }, /name /],
      [{ name: 'a\n' }, /name /],
      [{ name: 'a'.repeat(256) }, /name .*256 long/],
      [{ name: 7 }, /name .*7/],
      [{ subjects: [] }, /subjects must be a list of one subject or more/],
      [{ subjects: 'ORDERS.>' }, /subjects must be a list of subjects, not "ORDERS\.>"/],
      [{ subjects: ['ORDERS.>', ''] }, /subjects\[1\] /],
      [{ subjects: ['ORDERS.>', 'a..b'] }, /subjects\[1\] .*"a\.\.b"/],
      [{ subjects: ['ORDERS.>', 'a b'] }, /subjects\[1\] /],
      [{ subjects: ['ORDERS.>', 7] }, /subjects\[1\] .*7/],
      [{ subjects: ['ORDERS.*'] }, /subjects must have "ORDERS\.>", because subjectPrefix names those subjects/],
      [{ subjectPrefix: 'OTHER' }, /subjects must have "OTHER\.>"/],
      [{ subjectPrefix: '' }, /subjectPrefix /],
      [{ subjectPrefix: 'a.' }, /subjectPrefix /],
      [{ subjectPrefix: 'a..b' }, /subjectPrefix /],
      [{ subjectPrefix: 'a.>' }, /subjectPrefix /],
      [{ subjectPrefix: '$JS' }, /subjectPrefix .*"\$JS"/],
      [{ subjectPrefix: 'p'.repeat(129) }, /subjectPrefix .*129 long/],
      [{ retention: 'forever' }, /retention .*'limits', 'interest' or 'workqueue'.*"forever"/],
      [{ storage: 'disk' }, /storage .*'file' or 'memory'/],
      [{ replicas: 2 }, /replicas must be 1, 3 or 5, not 2/],
      [{ replicas: '3' }, /replicas .*"3"/],
      [{ maxBytes: 0 }, /maxBytes must be a whole number of at least 1, or -1 for no limit, not 0/],
      [{ maxBytes: -2 }, /maxBytes .*-2/],
      [{ maxBytes: 1.5 }, /maxBytes /],
      [{ maxBytes: 2 ** 53 }, /maxBytes /],
      [{ maxMsgs: 0 }, /maxMsgs /],
      [{ maxMsgs: null }, /maxMsgs .*null/],
      [{ maxMsgSize: 8_191 }, /maxMsgSize .*from 8192 to 67108864.*8191/],
      [{ maxMsgSize: -1 }, /maxMsgSize /],
      [{ maxMsgSize: 67_108_865 }, /maxMsgSize /],
      [{ discard: 'oldest' }, /discard .*'new' or 'old'/],
      [{ maxAgeMs: -1 }, /maxAgeMs /],
      [{ maxAgeMs: 9_000_000_000_001 }, /maxAgeMs /],
      [{ maxAgeMs: Infinity }, /maxAgeMs /],
      [{ maxAgeMs: Number.NaN }, /maxAgeMs /],
      [{ allowDirect: 1 }, /allowDirect must be true or false, not 1/],
      [{ denyDelete: 'no' }, /denyDelete /],
      [{ denyPurge: null }, /denyPurge /],
      [{ duplicateWindowMs: 99 }, /duplicateWindowMs .*from 100/],
      [{ provision: 'update' }, /provision .*'create' or 'verify'/],
      [{ serverSync: 'never' }, /serverSync .*'always' or 'interval'/],
      [{ durable: true }, /"durable"; allowed: name, subjects, /],
    ] as const) {
      refuses({ ...good, ...change }, says)
    }
    for (const name of Object.keys(good)) {
      const rest = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
      refuses(rest, new RegExp(`NatsStreamConfig: ${name} is missing: it must be `))
      refuses({ ...good, [name]: undefined }, new RegExp(`NatsStreamConfig: ${name} is missing`))
      refuses({ ...good, [name]: Symbol('no') }, new RegExp(`NatsStreamConfig: ${name} `))
    }
    for (const config of [undefined, null, 'ORDERS', [good], 7])
      refuses(config, /NatsStreamConfig: (is missing: it )?must be an object with name, subjects, .* serverSync\.$/)
  })

  test('is taken at its edges', () => {
    for (const change of [
      { name: 'a'.repeat(255) },
      { subjectPrefix: 'p'.repeat(128), subjects: [`${'p'.repeat(128)}.>`] },
      { subjectPrefix: 'a-1.b_2', subjects: ['a-1.b_2.>', 'other.*.x', '>'] },
      { maxBytes: 1, maxMsgs: Number.MAX_SAFE_INTEGER, discard: 'old' },
      { maxMsgSize: 8_192 },
      { maxMsgSize: 67_108_864 },
      { maxAgeMs: 9_000_000_000_000, duplicateWindowMs: 100 },
      { replicas: 5 },
    ] as const) {
      const config: unknown = { ...good, ...change }
      const checked = check(NatsStreamConfig, config)
      assert.ok(checked.fits, checked.fits ? '' : checked.says)
      assert.deepEqual(checked.value, config)
    }
  })

  test('is taken once: what the caller does to it later changes nothing', () => {
    const subjects = ['ORDERS.>']
    const stated = { ...good, subjects }
    const executor = new NatsEventExecutor({ config: stated, connection })
    Reflect.set(stated, 'name', 'OTHER')
    subjects.push('more')
    assert.deepEqual(executor.config, good)
    for (const held of [executor, executor.config, executor.config.subjects, executor.grants, executor.limits])
      assert.ok(Object.isFrozen(held))
  })

  test('that is refused is not frozen', () => {
    const subjects = { 0: 'ORDERS.>' }
    const config = { ...good, subjects }
    assert.throws(() => Reflect.construct(NatsEventExecutor, [{ config, connection }]), TypeError)
    for (const each of [config, subjects]) assert.ok(!Object.isFrozen(each))
  })

  test('does nothing when it is taken: no connection, no timer', () => {
    const before = process.getActiveResourcesInfo()
    const executor = new NatsEventExecutor({ config: good, connection })
    bind(leastNeed, executor, once)
    assert.deepEqual(process.getActiveResourcesInfo(), before)
  })
})

suite('what a config of a JetStream stream grants', () => {
  test('follows from its storage, its replicas and what is said of the servers', () => {
    const rest = { atomicity: 'stream', order: 'global', dedupe: 'expected', reach: 'network', retention: 'forever' }
    for (const [storage, serverSync, durability] of [
      ['file', 'always', 'power_loss'],
      ['file', 'interval', 'process_crash'],
      ['memory', 'always', 'none'],
      ['memory', 'interval', 'none'],
    ] as const) {
      for (const [replicas, replication] of [
        [1, 'single'],
        [3, 'quorum'],
        [5, 'quorum'],
      ] as const)
        assert.deepEqual(grantsOf({ storage, serverSync, replicas }), { ...rest, durability, replication })
    }
  })

  test('is forever only where nothing makes the server delete the oldest', () => {
    for (const maxAgeMs of [0, 1_000]) {
      for (const discard of ['new', 'old'] as const) {
        for (const [maxBytes, maxMsgs] of [
          [-1, -1],
          [1_000_000, -1],
          [-1, 1_000],
          [1_000_000, 1_000],
        ] as const) {
          const full = discard === 'old' && (maxBytes > 0 || maxMsgs > 0)
          assert.equal(
            grantsOf({ maxAgeMs, discard, maxBytes, maxMsgs }).retention,
            maxAgeMs > 0 || full ? 'bounded' : 'forever',
          )
        }
      }
    }
  })

  test('says why it is nothing where what was consumed is deleted, and every need has that gap', async () => {
    for (const retention of ['interest', 'workqueue'] as const) {
      for (const limited of [{}, { maxAgeMs: 1_000 }, { replicas: 3, serverSync: 'always' }] as const) {
        const config = { ...good, ...limited, retention }
        const granted = grantsOf(config).retention
        assert.match(granted, new RegExp(`^nothing: until_consumed\\. .*${retention}.*retention limits`))
        for (const required of ['bounded', 'forever'] as const) {
          const least = need(EventStore, { ...leastNeed.requires, retention: required })
          const binding = bind(least, new NatsEventExecutor({ config, connection }), once)
          const gaps = [{ guarantee: 'retention', required, granted }]
          assert.deepEqual(binding.gaps, gaps)
          // Nothing listens where it would connect.
          assert.deepEqual(await binding.open(), { kind: 'shortfall', gaps })
        }
      }
    }
  })

  test('is a shortfall at open if it is too little, without asking a server', async () => {
    const required = need(EventStore, {
      ...leastNeed.requires,
      durability: 'power_loss',
      replication: 'quorum',
      retention: 'forever',
      max_event_bytes: 2_000_000,
    })
    const executor = new NatsEventExecutor({ config: { ...good, maxAgeMs: 1_000 }, connection })
    assert.deepEqual(await bind(required, executor, once).open(), {
      kind: 'shortfall',
      gaps: [
        { guarantee: 'durability', required: 'power_loss', granted: 'process_crash' },
        { guarantee: 'replication', required: 'quorum', granted: 'single' },
        { guarantee: 'retention', required: 'forever', granted: 'bounded' },
        { guarantee: 'max_event_bytes', required: 2_000_000, granted: 1_046_528 },
      ],
    })
  })

  test('has limits that leave room for everything around one event', () => {
    for (const maxMsgSize of [8_192, 1_048_576, 67_108_864]) {
      const { limits } = new NatsEventExecutor({ config: { ...good, maxMsgSize }, connection })
      assert.deepEqual(limits, {
        max_event_bytes: maxMsgSize - 2_048,
        max_events_per_append: 1_000,
        dedupe_window_ms: 0,
      })
    }
  })
})

const grantsOf = (stated: Partial<NatsStreamConfig>) =>
  new NatsEventExecutor({ config: { ...good, ...stated }, connection }).grants

const refuses = (config: unknown, says: RegExp): void => {
  const checked = check(NatsStreamConfig, config)
  assert.ok(!checked.fits, `${says} was taken`)
  const construct = () => Reflect.construct(NatsEventExecutor, [{ config, connection }])
  assert.throws(construct, { name: 'TypeError', message: says })
}
