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

/** Names of Node's own, and the type of JSON. */
const NODE = / from 'node:|\/event\/json\.ts'$|\bdiagnostics\.(un)?subscribe\(/

test('No word of the event store or of a technology stands in the core', () => {
  const core = sources(
    'src/domain/capability',
    'src/domain/conformance',
    'src/service/binding',
    'src/service/lab',
  ).filter(({ path }) => !path.startsWith('src/domain/conformance/event/'))
  assert.ok(core.length > 20)
  assert.deepEqual(
    lines(core, new RegExp(`\\b(${words.join('|')})\\b`, 'i'), 'text').filter((line) => !NODE.test(line)),
    [],
  )
})
