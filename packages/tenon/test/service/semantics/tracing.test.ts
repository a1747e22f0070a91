import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { test } from 'node:test'
import { bind, type TracedCall } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { event, gives, leastNeed, once } from './stores.ts'

/** Calls back whenever an intent is executed. */
class Watched extends MemoryEventExecutor {
  readonly #executing: () => void

  constructor(executing: () => void) {
    super()
    this.#executing = executing
  }

  override execute(...given: Parameters<MemoryEventExecutor['execute']>): ReturnType<MemoryEventExecutor['execute']> {
    this.#executing()
    return super.execute(...given)
  }
}

test('A tracing tool that binds its spans to the start of appends finds them in the executor and at the end', async (t) => {
  const span = new AsyncLocalStorage<string>()
  const request = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const executor = new Watched(() => seen.push(span.getStore()))
  const binding = bind(leastNeed, executor, { ...once, concurrency: 1 })
  t.after(() => binding.close())
  const { store } = gives(await binding.open(), 'opened')
  const appends = tracingChannel<string, TracedCall>('tenon:event_store:append')
  const ended: unknown[] = []
  const end = (): void => void ended.push(span.getStore())
  appends.start.bindStore(span, ({ technology, operation }) => `${technology} ${operation} of ${request.getStore()}`)
  appends.asyncEnd.subscribe(end)
  t.after(() => {
    appends.start.unbindStore(span)
    appends.asyncEnd.unsubscribe(end)
  })
  const requests = Array.from({ length: 200 }, (_, n) => `request ${n}`)
  await Promise.all(
    requests.map((name, n) =>
      request.run(name, () => store.append({ stream: `a-${n}`, expectedRevision: 'any', events: [event()] })),
    ),
  )
  const spans = requests.map((name) => `memory append of ${name}`)
  assert.deepEqual(seen, spans)
  assert.deepEqual(ended, spans)
})
