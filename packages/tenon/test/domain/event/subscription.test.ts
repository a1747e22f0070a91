import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStoreFailed, ReadAll, ReadAllResult, RecordedEvent } from 'tenon'
import { follow } from '../../../src/domain/event/subscription.ts'
import { GrowthSignal } from '../../../src/service/binding/growth-signal.ts'

const recorded = (position: number): RecordedEvent => ({
  id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
  type: 'T',
  data: null,
  metadata: {},
  stream: 's',
  revision: position - 1,
  position,
  recordedAt: 0,
})

/** A log whose length a test sets. It keeps the reads it got. */
class Log {
  readonly asked: (number | 'start')[] = []
  readonly growth = new GrowthSignal({ begin: () => undefined, end: () => undefined })
  length: number
  /** The next answer, instead of a page. */
  instead: Exclude<ReadAllResult, { kind: 'page' }> | EventStoreFailed | undefined

  constructor(length: number) {
    this.length = length
  }

  readonly read = ({ after, limit }: ReadAll): Promise<ReadAllResult | EventStoreFailed> => {
    this.asked.push(after)
    if (this.instead !== undefined) return Promise.resolve(this.instead)
    const begin = after === 'start' ? 0 : after
    const end = Math.min(begin + limit, this.length)
    const events = Array.from({ length: end - begin }, (_, i) => recorded(begin + i + 1))
    const head = this.length === 0 ? 'start' : this.length
    const next = end === 0 ? 'start' : end
    return Promise.resolve({ kind: 'page', events, next, head, caughtUp: next === head })
  }

  follow(after: number | 'start', signal: AbortSignal = new AbortController().signal): ReturnType<typeof follow> {
    return follow({ after, filter: { streams: 'all', types: 'all' } }, this.read, this.growth, signal)
  }
}

suite('following a log', () => {
  test('reads nothing before its reader asks, and holds at most one page while the reader does not ask', async () => {
    const log = new Log(5_000)
    const items = log.follow('start')
    assert.deepEqual(log.asked, [])
    await items.next()
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(log.asked, ['start'])
    for (let i = 1; i < 400; i += 1) await items.next()
    assert.equal(log.asked.length, 1)
    await items.return(undefined)
    assert.equal(log.asked.length, 1)
  })

  test('does not wait if the log grew while its page was read', async () => {
    const log = new Log(1)
    const items = log.follow('start')
    await items.next()
    log.length = 2
    log.growth.grow()
    assert.deepEqual((await items.next()).value, { kind: 'caught_up', position: 1 })
    const { value } = await items.next()
    assert.deepEqual(value, { kind: 'event', event: recorded(2) })
  })

  test('gives caught_up once for each place, even if it wakes and finds nothing for the filter', async () => {
    const log = new Log(1)
    const items = log.follow(1)
    assert.deepEqual((await items.next()).value, { kind: 'caught_up', position: 1 })
    const waiting = items.next()
    for (let i = 0; i < 3; i += 1) {
      log.growth.grow()
      await new Promise((resolve) => setImmediate(resolve))
    }
    log.length = 2
    log.growth.grow()
    assert.deepEqual((await waiting).value, { kind: 'event', event: recorded(2) })
    assert.deepEqual((await items.next()).value, { kind: 'caught_up', position: 2 })
  })

  test('ends after a failure, a truncated or an ahead, which is its last item', async () => {
    for (const instead of [
      { kind: 'truncated', first: 7 },
      { kind: 'ahead', head: 3 },
      {
        kind: 'failed',
        failure: 'busy',
        effect: 'none',
        operation: 'subscribe',
        says: 'subscribe: busy.',
        retryAfterMs: null,
        evidence: null,
      },
    ] as const) {
      const log = new Log(3)
      log.instead = instead
      const items = log.follow(9)
      assert.deepEqual(await items.next(), { done: false, value: instead })
      assert.deepEqual(await items.next(), { done: true, value: undefined })
    }
  })

  test('ends without an item if its signal fires before it begins, between items or while it waits', async () => {
    const before = AbortSignal.abort()
    assert.deepEqual(await new Log(3).follow('start', before).next(), { done: true, value: undefined })
    const between = new AbortController()
    const items = new Log(3).follow('start', between.signal)
    await items.next()
    between.abort()
    assert.deepEqual(await items.next(), { done: true, value: undefined })
    const while_ = new AbortController()
    const waits = new Log(0).follow('start', while_.signal)
    await waits.next()
    const waiting = waits.next()
    while_.abort()
    assert.deepEqual(await waiting, { done: true, value: undefined })
  })
})
