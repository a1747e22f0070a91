import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { fullDisk } from 'tenon/conformance'
import { event, gives, ids } from '../../semantics/stores.ts'
import { allSeries, nats } from '../servers/binaries.ts'
import { startServer } from '../servers/server.ts'
import { hasty, opened } from '../stores.ts'

const MEGABYTES = 24

suite('a server whose disk is full', nats, () => {
  for (const series of allSeries) {
    test(`of ${series} answers no append, loses none that it answered, and serves again when there is room and it was restarted`, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'tenon-disk-'))
      const disk = fullDisk(MEGABYTES, { gives: ['timeout'], effects: ['none', 'unknown'], recovery: 'opened_again' })
      const prepared = await disk.prepare({ folder, name: 'disk' })
      if (prepared.kind === 'unavailable') return t.skip(prepared.says)
      const server = await startServer({ series, folder })
      t.after(async () => {
        await server.stop()
        await prepared.end()
        await rm(folder, { recursive: true })
      })
      const store = await opened(t, hasty(server.url, { requestMs: 500 }), 'FULL')
      const made = [event('before')]
      gives(await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: made }), 'appended')
      await prepared.strike()
      const answered = new Set(ids(made))
      const refused: string[] = []
      let failed = 0
      // Some of its files may have room left at first. Later none has.
      for (let revision = 0; failed < 3 && revision < 500;) {
        const more = [event('x'.repeat(20_000))]
        const outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: more })
        if (outcome.kind === 'appended') {
          revision += 1
          for (const id of ids(more)) answered.add(id)
          continue
        }
        const { failure, effect, says } = gives(outcome, 'failed')
        failed += 1
        if (effect === 'none') refused.push(...ids(more))
        t.diagnostic(`${server.version}: ${failure}, ${effect}: ${says}`)
        assert.ok(['timeout', 'unavailable', 'full'].includes(failure), failure)
      }
      assert.equal(failed, 3)
      await prepared.heal()
      await server.kill()
      await server.restart()
      const again = await opened(t, hasty(server.url, { patienceMs: 10_000 }), 'FULL')
      const after = [event('after')]
      gives(await again.append({ stream: 'b-1', expectedRevision: 'no_stream', events: after }), 'appended')
      const page = gives(await again.read({ stream: 'a-1', from: 'start', direction: 'forward', limit: 1_000 }), 'page')
      const found = ids(page.events)
      for (const id of answered) assert.equal(found.filter((other) => other === id).length, 1, `${id} was answered`)
      for (const id of refused) assert.ok(!found.includes(id), `${id} was refused with effect none`)
      assert.equal(new Set(found).size, found.length)
    })
  }
})
