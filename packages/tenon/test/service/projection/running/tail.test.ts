import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Item, type RecordedEvent } from 'tenon'
import { runtime } from '../../../../src/service/node/runtime.ts'
import { Tail } from '../../../../src/service/projection/running/tail.ts'

const eventAt = (position: number): { readonly kind: 'event'; readonly event: RecordedEvent } => ({
  kind: 'event',
  event: {
    stream: 'a',
    revision: position - 1,
    position,
    id: `00000000-0000-4000-8000-00000000000${position}`,
    type: 'Happened',
    data: {},
    metadata: {},
    recordedAt: 0,
  },
})

/** Runs a function after a number of microtasks. */
const after = (turns: number, run: () => void): void =>
  turns === 0 ? run() : queueMicrotask(() => after(turns - 1, run))

for (let turns = 0; turns < 4; turns += 1)
  test(`An event that comes ${turns} microtasks before a page ends is not lost`, async () => {
    const first = Promise.withResolvers<IteratorResult<Item, undefined>>()
    const second = Promise.withResolvers<IteratorResult<Item, undefined>>()
    const coming = [first, second]
    const items: AsyncIterator<Item, undefined> = {
      next: () => coming.shift()?.promise ?? new Promise(() => undefined),
    }
    const soon = (end: () => void): void => {
      setImmediate(() => {
        second.resolve({ done: false, value: eventAt(2) })
        after(turns, end)
      })
    }
    const tail = new Tail(items, 'start', 100, { ...runtime, soon })
    first.resolve({ done: false, value: eventAt(1) })
    const positions: number[] = []
    while (positions.length < 2) {
      const page = await tail.page()
      assert.ok(page.kind === 'page')
      positions.push(...page.events.map(({ position }) => position))
    }
    assert.deepEqual(positions, [1, 2])
  })
