import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveText } from '../../../../src/api/cli/run/project/live-text.ts'
import { News } from '../../../../src/api/cli/run/project/news.ts'
import type { ProjectionState } from '../../../../src/api/run.ts'

/** Returns a state of a projection in which a test states only what it is about. */
const stateWith = (stated: Partial<ProjectionState>, position: number | 'start' = 'start'): ProjectionState => ({
  name: 'orders@1.1',
  phase: 'catching_up',
  checkpoint: { position, last: null, passed: { unreadable: 0, unknownType: 0 } },
  head: 2_000,
  events: 0,
  live: true,
  trouble: null,
  end: null,
  ...stated,
})

test('a projection that catches up shows its share of the way from its checkpoint, its rate, and the time left', () => {
  const text = new LiveText(0)
  assert.equal(
    text.of(stateWith({ events: 0 }, 1_000), 0),
    'orders@1.1  ░░░░░░░░░░░░░░░░░░░░   0%  0 events, 0 a second',
  )
  assert.equal(
    text.of(stateWith({ events: 100 }, 1_250), 10_000),
    'orders@1.1  █████░░░░░░░░░░░░░░░  25%  100 events, 10 a second, about 30 s left',
  )
  // The log grows meanwhile.
  assert.equal(
    text.of(stateWith({ events: 5_000, head: 3_000 }, 1_500), 1_000_000),
    'orders@1.1  █████░░░░░░░░░░░░░░░  25%  5,000 events, 5 a second, about 50 min left',
  )
  assert.equal(
    text.of(stateWith({ events: 5_000, head: 3_000 }, 3_000), 10_000_000),
    'orders@1.1  ████████████████████ 100%  5,000 events, 1 a second, about 0 s left',
  )
})

test('another build begins its way anew', () => {
  const text = new LiveText(0)
  text.of(stateWith({}, 1_000), 0)
  assert.match(text.of(stateWith({ name: 'orders@1.2' }, 'start'), 1_000), /^orders@1\.2 {2}░+ {3}0% {2}/)
  assert.match(text.of(stateWith({ name: 'orders@1.2' }, 500), 2_000), / 25% .*about 3 s left$/)
})

test('a live projection shows the rate of the last seconds, and is the same text while nothing happens', () => {
  const text = new LiveText(0)
  const live = (events: number): ProjectionState => stateWith({ phase: 'live', events, head: 2_000 }, 2_000)
  text.of(stateWith({ events: 90_000 }, 1_000), 900)
  assert.equal(text.of(live(100_000), 1_000), 'orders@1.1  live  100,000 events, 0 a second, position 2000')
  assert.equal(text.of(live(100_010), 3_000), 'orders@1.1  live  100,010 events, 5 a second, position 2000')
  const quiet = [9_000, 9_200, 60_000].map((atMs) => text.of(live(100_010), atMs))
  assert.deepEqual([...new Set(quiet)], ['orders@1.1  live  100,010 events, 0 a second, position 2000'])
})

test('news are told once: caught up, a failure that is waited out, a pause, and the end', () => {
  const news = new News()
  const told = (stated: Partial<ProjectionState>): string | undefined => news.of(stateWith(stated, 7), 2)
  assert.equal(told({ phase: 'starting' }), undefined)
  assert.equal(told({}), undefined)
  const live = { phase: 'live', events: 3_000 } as const
  assert.equal(
    told(live),
    'orders@1.1 has caught up at position 7: 3,000 events, 1,500 a second. It goes on with new events.',
  )
  assert.equal(told({}), undefined)
  assert.equal(told(live), undefined)
  const waiting = { phase: 'waiting', trouble: 'The file is locked.' } as const
  assert.equal(told(waiting), 'orders@1.1 waits, and then tries again: The file is locked.')
  assert.equal(told(waiting), undefined)
  assert.match(told({ ...waiting, trouble: 'The disk is full.' }) ?? '', /The disk is full\.$/)
  assert.match(told(live) ?? '', /has caught up/)
  assert.match(told({ phase: 'paused' }) ?? '', /is paused\. To go on: tenon call runs resume --run orders@1\.1$/)
  const end = { why: 'truncated', failure: null, says: 'The store has removed events.' } as const
  assert.equal(told({ phase: 'ended', end }), 'tenon: orders@1.1 has ended. truncated: The store has removed events.')
  assert.equal(told({ phase: 'ended', end }), undefined)
})
