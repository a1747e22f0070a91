import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Append, EventStore, type EventStoreCapability, type EventStoreFailed } from 'tenon'
import { bind, type Executor } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import type { Rig } from 'tenon/conformance'
import { recover, timesStored } from '../../../../src/domain/conformance/event/under-fault.ts'
import { usual } from '../../../../src/service/lab/runner/policies.ts'
import { CaseRunner } from '../../../../src/service/lab/runner/case-runner.ts'
import { event, leastNeed } from '../../../service/semantics/stores.ts'
import * as memory from '../../../service/memory/rig.ts'

const made = Object.fromEntries([...'abcxy'].map((letter) => [letter, event(letter)]))

const eventsOf = (letters: string) => [...letters].map((letter) => made[letter] ?? event(letter))

const never = () => assert.fail('a stream is only to be read')

/** A store with one stream of events in this order, or with none. It gives two events a page. */
const holding = (letters: string): EventStore => {
  const stored = eventsOf(letters)
  const read: EventStore['read'] = ({ stream, from }) => {
    if (stored.length === 0) return Promise.resolve({ kind: 'no_stream' })
    const first = typeof from === 'number' ? from : 0
    const events = stored.slice(first, first + 2).map(({ id, type }, i) => ({
      id,
      type,
      data: null,
      metadata: {},
      stream,
      revision: first + i,
      position: first + i + 1,
      recordedAt: 0,
    }))
    const end = first + events.length
    return Promise.resolve({ kind: 'page', events, next: end < stored.length ? end : 'done', head: stored.length - 1 })
  }
  return { append: never, read_all: never, streams: never, subscribe: never, read }
}

const appendOf = (letters: string): Append => ({ stream: 'a-1', expectedRevision: 'any', events: eventsOf(letters) })

suite('The number of times that an append is stored', () => {
  for (const [title, standing, times] of [
    ['is 0 if its stream is absent', '', 0],
    ['is 0 if only other events are stored', 'xy', 0],
    ['is 1 if it is stored whole', 'abc', 1],
    ['is 1 if it is stored whole among others', 'xabcy', 1],
    ['is 2 if it is stored twice', 'abcabc', 2],
    ['is 3 if it is stored three times with others in between', 'abcxabcyabc', 3],
  ] as const) {
    test(title, async () => assert.equal(await timesStored(holding(standing), appendOf('abc')), times))
  }

  test('is known for one event too', async () => {
    assert.equal(await timesStored(holding('xax'), appendOf('a')), 1)
    assert.equal(await timesStored(holding('aaa'), appendOf('a')), 3)
  })

  for (const [title, standing, says] of [
    ['its last event is lost', 'ab', /some events are stored and some are not: \[1,1,0\] times each/],
    ['its first event is lost', 'bc', /some events are stored and some are not: \[0,1,1\] times each/],
    ['one event is stored twice', 'abcb', /some are not: \[1,2,1\]/],
    ['the second time is incomplete', 'abcab', /some are not: \[2,2,1\]/],
    ['its events are in another order', 'acb', /the events of one append to a-1, in their order/],
    ['another event is between its own', 'abxc', /in their order/],
    ['it is stored twice, one inside the other', 'abacbc', /in their order/],
    ['the second time is in another order', 'abcacb', /in their order/],
  ] as const) {
    test(`cannot be said if ${title}`, async () => {
      await assert.rejects(timesStored(holding(standing), appendOf('abc')), { name: 'Broken', message: says })
    })
  }
})

const failure = (word: EventStoreFailed['failure'], operation: 'append' | 'read'): EventStoreFailed => ({
  kind: 'failed',
  failure: word,
  effect: 'none',
  operation,
  says: `${operation}: it is not well yet.`,
  retryAfterMs: null,
  evidence: null,
})

/** Returns a rig in memory whose calls fail with these words, one after the other, before they work. */
const ill = (
  operation: 'append' | 'read',
  words: readonly EventStoreFailed['failure'][],
): { readonly rig: Rig<EventStoreCapability>; left(): number } => {
  const left = [...words]
  const binding: Rig<EventStoreCapability>['binding'] = (_place, policy) => {
    const well = new MemoryEventExecutor()
    const executor: Executor<EventStoreCapability, typeof well.grants> = {
      capability: EventStore,
      technology: well.technology,
      grants: well.grants,
      limits: well.limits,
      failures: ['busy', 'full', 'corrupted', 'unavailable'],
      open: (attempt) => well.open(attempt),
      execute: (intent, attempt) => {
        const word = intent.kind === operation ? left.shift() : undefined
        return word === undefined ? well.execute(intent, attempt) : Promise.resolve(failure(word, operation))
      },
      follow: (intent, attempt) => well.follow(intent, attempt),
      close: () => well.close(),
    }
    return bind(leastNeed, executor, policy)
  }
  return { rig: { ...memory, binding }, left: () => left.length }
}

suite('A store has recovered', () => {
  test('when it appends, and reads what it appended', async () => {
    await CaseRunner.run(memory, usual, 'short', recover)
  })

  for (const operation of ['append', 'read'] as const) {
    test(`when the failures of ${operation} pass by themselves`, async () => {
      const { rig, left } = ill(operation, ['busy', 'unavailable', 'busy'])
      await CaseRunner.run(rig, usual, 'short', recover)
      assert.equal(left(), 0)
    })

    test(`and otherwise breaks the law works_after, as soon as a failure of ${operation} does not pass`, async () => {
      const { rig, left } = ill(operation, ['busy', 'full', 'busy'])
      await assert.rejects(CaseRunner.run(rig, usual, 'short', recover), {
        name: 'Broken',
        law: 'works_after',
        message: /after everything had healed, a call returned .*"full"/,
      })
      assert.equal(left(), 1)
    })
  }
})
