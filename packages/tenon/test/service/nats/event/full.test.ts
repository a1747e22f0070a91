import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import type { NatsStreamConfig } from 'tenon/nats'
import { event, gives } from '../../semantics/stores.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import { allOf, bound, dataOf, fails, hasty, opened } from '../stores.ts'

/** Appends events of many sizes to a stream until the store has been full four times. Returns what was stored. */
const fillUp = async (store: EventStore, stream: string): Promise<readonly string[]> => {
  const stored: string[] = []
  for (let refusals = 0; refusals < 4;) {
    const data = `${stored.length}`.padEnd(Math.ceil(Math.random() * 1_500), 'x')
    const outcome = await store.append({ stream, expectedRevision: 'any', events: [event(data)] })
    if (outcome.kind === 'appended') stored.push(data)
    else {
      assert.equal(gives(outcome, 'failed').failure, 'full')
      refusals += 1
    }
  }
  return stored
}

for (const series of allSeries) {
  describe(`A store of ${series} that gets full`, nats, () => {
    let server: Server
    before(async () => {
      server = await startServer({ series })
    })
    after(() => server.stop())

    /** Fills stores with nearly equal limits, with this many writers each, and looks for the acknowledged appends. */
    const filled = async (t: TestContext, writers: number, limit: (n: number) => Partial<NatsStreamConfig>) => {
      for (let n = 0; n < 8; n += 1) {
        const store = await opened(t, hasty(server.url), `full_${writers}_${n}`, limit(n))
        const streams = Array.from({ length: writers }, (_, i) => `s-${i}`)
        const stored = await Promise.all(streams.map((stream) => fillUp(store, stream)))
        for (const [i, stream] of streams.entries())
          assert.deepEqual((stored[i] ?? []).length === 0 ? [] : await dataOf(store, stream), stored[i])
        assert.equal((await allOf(store)).length, stored.flat().length)
      }
    }

    for (const writers of [1, 8]) {
      test(`loses nothing that it answered to ${writers} at once`, async (t) => {
        await filled(t, writers, (n) =>
          series === '2.9' ? { maxMsgs: 20 + n } : { maxBytes: 20_000 + 37 * n, maxMsgs: -1 },
        )
      })
    }

    if (series !== '2.9') return
    test('by bytes is not opened, because it would lose its oldest events', async (t) => {
      const says = /servers before 2\.10 remove the oldest events when no room is left/
      const outcome = await bound(t, hasty(server.url), 'bytes', { maxBytes: 20_000 }).open()
      fails(outcome, { failure: 'misconfigured', effect: 'none', code: 'server', says })
      await opened(t, hasty(server.url), 'old', { maxBytes: 20_000, discard: 'old' })
    })
  })
}
