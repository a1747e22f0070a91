import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { misdelivered } from '../../../../../src/domain/conformance/event/readers/delivery.ts'
import type { RecordedEvent } from '../../../../../src/domain/event/event.ts'

const event = (position: number, data = 0): RecordedEvent => ({
  id: `id-${position}`,
  type: 'Happened',
  data,
  metadata: {},
  stream: 'a-1',
  revision: position - 1,
  position,
  recordedAt: 0,
})

const events = (...positions: readonly number[]): RecordedEvent[] => positions.map((position) => event(position))

suite('What a reader of the log was given', () => {
  for (const [title, given, log, flaw] of [
    ['is nothing wrong where it is the log', events(1, 2, 5), events(1, 2, 5), undefined],
    ['may go on behind the log that was read before', events(1, 2, 5, 6), events(1, 2, 5), undefined],
    ['is nothing of an empty log', [], [], undefined],
    ['lacks the last event', events(1, 2), events(1, 2, 5), /event id-5 .* was never given/],
    ['lacks an event', events(1, 5), events(1, 2, 5), /event id-2 at position 2, revision 1 of a-1, was skipped/],
    ['has an event twice', events(1, 1, 2), events(1, 2), /id-1 .* given twice/],
    ['has the last event twice', events(1, 2, 2), events(1, 2), /id-2 .* given twice/],
    ['has another order', events(1, 5, 2), events(1, 2, 5), /id-5 .* was given before event id-2/],
    ['has an event of which the log knows nothing', events(1, 2, 5), events(1, 5), /id-2 .* it is not there/],
    ['has an event with other data', [event(1, 7)], events(1), /"data":7.* was given, and it is .*"data":0/],
  ] as const) {
    test(title, () => {
      const found = misdelivered(given, log)
      if (flaw === undefined) assert.equal(found, undefined)
      else assert.match(found ?? 'nothing was found', flaw)
    })
  }
})
