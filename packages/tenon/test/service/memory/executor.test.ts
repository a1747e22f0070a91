import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { event, events, fill, gives, leastNeed, once } from '../semantics/stores.ts'

const all = { streams: 'all', types: 'all' } as const

suite('memory', () => {
  test('keeps and scans 200,000 events in order', async (t) => {
    const binding = bind(leastNeed, new MemoryEventExecutor(), once)
    t.after(() => binding.close())
    const { store } = gives(await binding.open(), 'opened')
    for (let i = 0; i < 200; i += 1) await fill(store, `a-${i % 7}`, 1_000)
    let position = 0
    for await (const item of store.subscribe({ after: 'start', filter: all })) {
      if (item.kind === 'caught_up') break
      const found = gives(item, 'event').event
      assert.equal(found.position, position + 1)
      position = found.position
    }
    assert.equal(position, 200_000)
  })

  test('has nothing to do with another store in memory', async (t) => {
    const [one, other] = [new MemoryEventExecutor(), new MemoryEventExecutor()].map((executor) =>
      bind(leastNeed, executor, once),
    )
    assert.ok(one !== undefined && other !== undefined)
    t.after(() => Promise.all([one.close(), other.close()]))
    const { store } = gives(await one.open(), 'opened')
    const { store: elsewhere } = gives(await other.open(), 'opened')
    await fill(store, 'a-1', 1)
    const read = { stream: 'a-1', from: 'start', direction: 'forward', limit: 1 } as const
    assert.deepEqual(await elsewhere.read(read), { kind: 'no_stream' })
  })

  test('grants what it can keep, and says that nothing outlives the process', () => {
    const executor = new MemoryEventExecutor()
    assert.deepEqual(executor.grants, {
      atomicity: 'stream',
      order: 'global',
      dedupe: 'forever',
      durability: 'none',
      replication: 'single',
      reach: 'process',
      retention: 'forever',
    })
    assert.ok(Object.isFrozen(executor) && Object.isFrozen(executor.grants) && Object.isFrozen(executor.limits))
  })

  test('answers closed, and stores nothing, before it is open and after it was closed', async () => {
    const executor = new MemoryEventExecutor()
    const intent = { kind: 'streams', prefix: '', after: null, limit: 1 } as const
    const { signal } = new AbortController()
    const attempt = { signal, aborted: false }
    const early = gives(await executor.execute(intent, attempt), 'failed')
    assert.deepEqual([early.failure, early.effect, early.operation], ['closed', 'none', 'streams'])
    await executor.open(attempt)
    gives(await executor.execute(intent, attempt), 'page')
    await executor.close()
    assert.equal(gives(await executor.execute(intent, attempt), 'failed').failure, 'closed')
    await executor.close()
  })

  test('answers a call whose signal had fired with cancelled, and stores nothing', async (t) => {
    const binding = bind(leastNeed, new MemoryEventExecutor(), once)
    t.after(() => binding.close())
    const { store } = gives(await binding.open(), 'opened')
    const append = { stream: 'a-1', expectedRevision: 'any', events: events(2) } as const
    const call = { signal: AbortSignal.abort(), deadlineMs: null }
    const failed = gives(await store.append(append, call), 'failed')
    assert.deepEqual([failed.failure, failed.effect], ['cancelled', 'none'])
    gives(await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: [event()] }), 'appended')
  })
})
