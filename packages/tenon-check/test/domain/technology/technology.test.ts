import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownTechnologies } from '../../../src/domain/technology/known-technologies.ts'
import { schemes } from '../../../src/domain/rules/tech-config-in-domain/url-schemes.ts'
import { byToken, byVocabulary, names, type Technology, wordsOf } from '../../../src/domain/technology/technology.ts'

const technology = (name: string, tokens: readonly string[], vocabulary: readonly string[]): Technology => ({
  name,
  packages: [],
  tokens,
  vocabulary,
})

const nats = technology('NATS', ['nats'], ['workqueue', 'max_ack_pending'])
const dynamo = technology('DynamoDB', ['dynamo_db', 'dynamodb'], ['readCapacityUnits'])

test('A name is split where its case changes and at other characters, but not between letters and digits', () => {
  assert.deepEqual(wordsOf('NatsStreamConfig'), ['nats', 'stream', 'config'])
  assert.deepEqual(wordsOf('DynamoDBTable'), ['dynamo', 'db', 'table'])
  assert.deepEqual(wordsOf('max_ack_pending'), ['max', 'ack', 'pending'])
  assert.deepEqual(wordsOf('x-dead-letter'), ['x', 'dead', 'letter'])
  assert.deepEqual(wordsOf('S3Client2'), ['s3', 'client2'])
  assert.deepEqual(wordsOf('--$'), [])
})

test('A pattern matches one name, or with a star everything below it', () => {
  assert.ok(names('pg', 'pg'))
  assert.ok(!names('pg', 'pg-pool'))
  assert.ok(names('@nats-io/*', '@nats-io/jetstream'))
  assert.ok(!names('@nats-io/*', '@nats-io-other/jetstream'))
})

test('A name that contains the words of a token names its technology', () => {
  const tell = byToken([nats, dynamo])
  for (const name of ['nats', 'NATS', 'NatsStream', 'lazyNats', 'on_nats_message', 'my-nats.json', 'onNATSMessage'])
    assert.equal(tell(name), nats, name)
  for (const name of ['DynamoDBTable', 'dynamo_db', 'dynamodb', 'theDynamoDb']) assert.equal(tell(name), dynamo, name)
})

test('A name that only contains the letters of a token names no technology', () => {
  const tell = byToken([nats, dynamo])
  for (const name of ['Nations', 'signats', 'naTs', 'Donatsu', 'dynamo', 'db', 'dynamoOfDb', ''])
    assert.equal(tell(name), null, name)
})

test('A token without a letter or a digit matches nothing', () => {
  assert.equal(byToken([technology('none', ['--', ''], [])])('anything'), null)
  assert.equal(byVocabulary([technology('none', [], ['--', ''])])('--'), null)
  assert.equal(byToken([])('nats'), null)
})

test('A word of a vocabulary matches in any case, and only as a whole', () => {
  const tell = byVocabulary([nats, dynamo])
  for (const word of ['workqueue', 'WORKQUEUE', 'maxAckPending', 'max-ack-pending', 'MaxAckPending'])
    assert.equal(tell(word), nats, word)
  assert.equal(tell('read_capacity_units'), dynamo)
  for (const word of ['workQueue', 'work_queue', 'max_ack_pending_now', 'ack_pending'])
    assert.equal(tell(word), null, word)
})

test('No token and no vocabulary word of the well-known technologies means something else', () => {
  const ordinary =
    'azure bull bus cassandra client cloud cluster config consul core drizzle dynamo event express influx key kinesis lambda level limits mongoose neon next nano oracle pool pulsar queue redshift replicas retention segment server spanner stream stripe subject synchronous table temporal topic'
  const tell = byToken(knownTechnologies)
  const word = byVocabulary(knownTechnologies)
  for (const each of ordinary.split(' ')) {
    assert.equal(tell(each), null, each)
    assert.equal(word(each), null, each)
  }
})

test('The well-known technologies are listed once each, with a package and a word', () => {
  assert.equal(new Set(knownTechnologies.map(({ name }) => name.toLowerCase())).size, knownTechnologies.length)
  for (const { name, packages, tokens } of knownTechnologies) assert.ok(packages.length > 0 && tokens.length > 0, name)
})

const technologyOf = (text: string): string | undefined => schemes.find(({ begins }) => begins.test(text))?.technology

test('A URL scheme needs its slashes, and a general protocol names no technology', () => {
  assert.equal(technologyOf('nats://localhost'), 'NATS')
  assert.equal(technologyOf('POSTGRESQL://db'), 'PostgreSQL')
  assert.equal(technologyOf('sqlite:./orders.db'), 'SQLite')
  assert.equal(technologyOf('arn:aws-cn:s3:::bills'), 'AWS')
  for (const text of [
    'https://nats.io',
    'wss://live',
    'nats: a club',
    'sqlite: a file',
    's3:',
    'arn:other:x',
    'file://a',
    'urn:redis:a',
  ])
    assert.equal(technologyOf(text), undefined, text)
})
