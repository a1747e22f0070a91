import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines, sources } from './source.ts'

const words = [
  'events?',
  'event_?stores?',
  'append(s|ed|ing)?',
  'streams?',
  'revisions?',
  'expectedRevision',
  'positions?',
  'recordedAt',
  'metadata',
  'categor(y|ies)',
  'conflicts?',
  'dedupe',
  'atomicity',
  'durability',
  'replication',
  'retention',
  'read_all',
  'subscri(be|bes|bed|ption|ptions)',
  'checkpoints?',
  'projections?',
  'memory',
  'sqlite',
  'nats',
  'jetstream',
]

test('No word of the event store or of a technology stands in the core', () => {
  const core = sources('src/domain/capability', 'src/service/binding', 'src/api/cli/any')
  assert.ok(core.length > 20)
  assert.deepEqual(lines(core, new RegExp(`\\b(${words.join('|')})\\b`, 'i'), 'text'), [])
})
