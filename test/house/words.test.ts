import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { test } from 'node:test'
import { lines, root, sources } from './source.ts'

/** Words that belong to one capability alone. */
const capabilities = [
  'event_?stores?',
  'events?',
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
  'retention',
  'read_all',
  'subscri(be|bes|bed|ption|ptions)',
  'checkpoints?',
  'projections?',
  'deciders?',
  'read_?models?',
  'key_?values?',
  'lifetimes?',
  'lifetimeSeconds',
  'expiry',
  'tombstones?',
  'entr(y|ies)_?revisions?',
  'work_?queues?',
  'enqueue(s|d)?',
  'enqueuedAt',
  'leases?',
  'lease_lost',
  'jobs?',
]

/** Words of the ladders that capabilities share: the language does not know them. */
const ladders = ['durability', 'replication']

const technologies = ['memory', 'sqlite', 'nats', 'jetstream', 'postgres']

/** The words that `docs/words.md` reserves for technologies. */
const reserved = (
  /^Reserved for technologies[^:]*: ([^.]+)\.$/m.exec(readFileSync(`${root}docs/words.md`, 'utf8'))?.[1] ?? ''
)
  .split(', ')
  .map((word) => `${word.replaceAll(' ', '.?')}s?`)

const found = (places: readonly string[], words: readonly string[]): readonly string[] =>
  lines(sources(...places), new RegExp(`\\b(${words.join('|')})\\b`, 'i'), 'text')

/** The folders of capabilities: each has this name wherever a capability has a folder. */
const FOLDERS = ['event', 'key-value', 'runs']

/** Returns whether a path is in the folder of a capability, or names it. */
const isOfACapability = (path: string): boolean =>
  FOLDERS.some((folder) => path.split(':')[0]?.split('/').includes(folder) === true)

/** The kit with its folders for capabilities, which are exempt, and the lab. */
const KIT = ['packages/tenon/src/domain/conformance', 'packages/tenon/src/service/lab']
/** The commands that work for any capability. */
const COMMANDS = ['packages/tenon/src/api/cli/any']

/** Names of Node's own. */
const NODE = / from 'node:|\bdiagnostics\.(un)?subscribe\(/

const LANGUAGE = ['packages/tenon/src/domain/capability', 'packages/tenon/src/service/binding']
const SHARED = ['packages/tenon/src/domain/vocabulary', 'packages/tenon/src/domain/data']

test('The language, the layers and what capabilities share use no word of one capability or technology', () => {
  for (const place of [...LANGUAGE, ...SHARED]) assert.ok(sources(place).length > 1, place)
  assert.deepEqual(found([...LANGUAGE, ...SHARED], [...capabilities, ...technologies]), [])
})

test('The commands for any capability use no word of one capability or technology', () => {
  assert.deepEqual(found(COMMANDS, [...capabilities, ...technologies]), [])
})

test('The conformance kit and the lab use no word of one capability or technology', () => {
  const words = found(KIT, [...capabilities, ...technologies])
  assert.deepEqual(
    words.filter((line) => !isOfACapability(line) && !NODE.test(line)),
    [],
  )
})

test('The language, the layers, the kit, the lab and the commands for any capability import the folder of none', () => {
  const places = [...LANGUAGE, ...SHARED, ...KIT, ...COMMANDS].flatMap((place) => sources(place))
  assert.ok(places.length > 100)
  const imported = places
    .filter(({ path }) => !isOfACapability(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => [path, posix.join(dirname(path), specifier)]),
    )
    .filter(([, target = '']) => isOfACapability(target))
    .map((both) => both.join(' imports '))
  assert.deepEqual(imported, [])
})

test('Every capability has a folder that these tests know', () => {
  const declared = sources('packages/tenon/src/domain')
    .filter(
      ({ path, text }) => /^packages\/tenon\/src\/domain\/[^/]+\/store\.ts$/.test(path) && text.includes('capability('),
    )
    .map(({ path }) => path.split('/')[4])
  assert.deepEqual(declared.toSorted(), FOLDERS)
})

test('The language and the layers do not know the ladders that capabilities share', () => {
  assert.deepEqual(found(LANGUAGE, ladders), [])
})

test('No capability uses a word that is reserved for technologies', () => {
  assert.ok(reserved.length > 5)
  assert.deepEqual(
    found(
      [
        'packages/tenon/src/domain/capability',
        'packages/tenon/src/domain/event',
        'packages/tenon/src/domain/key-value',
        'packages/tenon/src/domain/runs',
        ...SHARED,
      ],
      reserved,
    ),
    [],
  )
})

test('What capabilities share imports no capability', () => {
  const rooms = ['capability', 'data', 'vocabulary']
  const outside = sources(...rooms.map((room) => `packages/tenon/src/domain/${room}`)).flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => posix.join(dirname(path), specifier))
      .filter((target) => !rooms.includes(target.split('/')[4] ?? ''))
      .map((target) => `${path} imports ${target}`),
  )
  assert.deepEqual(outside, [])
})
