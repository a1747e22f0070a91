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

suite('The events that a reader of the log was given', () => {
  for (const [title, given, log, flaw] of [
    ['are right if they are the log', events(1, 2, 5), events(1, 2, 5), undefined],
    ['may go on after the end of the log that was read before', events(1, 2, 5, 6), events(1, 2, 5), undefined],
    ['are none if the log is empty', [], [], undefined],
    ['lack the last event', events(1, 2), events(1, 2, 5), /event id-5 .* was never given/],
    ['lack an event', events(1, 5), events(1, 2, 5), /event id-2 at position 2, revision 1 of a-1, was skipped/],
    ['contain an event twice', events(1, 1, 2), events(1, 2), /id-1 .* given twice/],
    ['contain the last event twice', events(1, 2, 2), events(1, 2), /id-2 .* given twice/],
    ['have another order', events(1, 5, 2), events(1, 2, 5), /id-5 .* was given before event id-2/],
    ['contain an event that is not in the log', events(1, 2, 5), events(1, 5), /id-2 .* it is not there/],
    ['contain an event with other data', [event(1, 7)], events(1), /"data":7.* was given, and it is .*"data":0/],
  ] as const) {
    test(title, () => {
      const found = misdelivered(given, log)
      if (flaw === undefined) assert.equal(found, undefined)
      else assert.match(found ?? 'nothing was found', flaw)
    })
  }
})
