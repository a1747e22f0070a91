import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import type { EventItems } from '../../../src/domain/event/store.ts'
import { failed } from '../../../src/domain/capability/failure.ts'
import { fill, gives, leastNeed, once } from './stores.ts'

/** Where each subscription was asked to begin. */
const begun: (number | 'start')[] = []

/** A store in memory whose subscriptions break once, after the first `caught_up`. */
class Breaking extends MemoryEventExecutor {
  override async *follow(...[intent, attempt]: Parameters<MemoryEventExecutor['follow']>): EventItems {
    begun.push(intent.after)
    const items = super.follow(intent, attempt)
    for (let step = await items.next(); step.done !== true; step = await items.next()) {
      yield step.value
      if (step.value.kind !== 'caught_up' || begun.length > 1) continue
      yield failed('connection_lost', 'none', 'subscribe', 'subscribe: the link broke.')
      break
    }
    return undefined
  }
}

test('A subscription with a narrow filter that breaks after caught_up does not scan the log again', async (t) => {
  const binding = bind(leastNeed, new Breaking(), { ...once, attempts: 3 })
  const { store } = gives(await binding.open(), 'opened')
  t.after(() => binding.close())
  await fill(store, 'rare-1', 1, 'Wanted')
  await fill(store, 'common-1', 50)
  const items = store.subscribe({ after: 'start', filter: { streams: 'all', types: ['Wanted'] } })
  const heard: unknown[] = []
  for await (const item of items) {
    heard.push(item.kind === 'event' ? item.event.position : item.kind === 'caught_up' ? item.position : item)
    if (heard.length === 2) await fill(store, 'rare-1', 1, 'Wanted')
    if (heard.length === 3) break
  }
  assert.deepEqual(heard, [1, 51, 52])
  assert.deepEqual(begun, ['start', 51])
})
