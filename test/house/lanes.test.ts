import assert from 'node:assert/strict'
import { dirname, posix } from 'node:path'
import { test } from 'node:test'
import { apart, lanesOf } from '../lanes.ts'
import { root, type Source, sources } from './source.ts'

const byPath = new Map(
  sources('test', 'packages/tenon/test', 'packages/tenon-check/test').map((source) => [source.path, source]),
)
const lanes = lanesOf(root)

/** A test file, and the files below test/ that it loads, directly or through others. */
const loaded = (path: string, seen = new Map<string, Source>()): ReadonlyMap<string, Source> => {
  const source = byPath.get(path)
  if (source === undefined || seen.has(path)) return seen
  seen.set(path, source)
  for (const to of source.imports) if (to.startsWith('.')) loaded(posix.join(dirname(path), to), seen)
  return seen
}

const STARTS = /^(?:node:)?(?:child_process|cluster|worker_threads|net|tls|dgram|https?)$/

/**
 * Code that changes what all files of a process share. A hook outside every suite would run for the tests of every
 * file.
 */
const SHARED =
  /\bprocess\.(?:chdir|exit|on|once|umask)\(|\bprocess\.exitCode\s*=|\bprocess\.env(?:\.\w+|\[[^\]]*\])?\s*=[^=]|\bmock\.(?:timers|method|module|property)\b|\b(?:Date|Math|globalThis|console)\.\w+\s*=[^=]|^(?:before|beforeEach|afterEach)\(/m

/** What keeps a test file from sharing a process with others. */
const impurities = (path: string): readonly string[] =>
  [...loaded(path).values()].flatMap((source) => [
    ...source.imports.filter((to) => STARTS.test(to)).map((to) => `${path}: ${source.path} imports ${to}`),
    ...[SHARED.exec(source.code)?.[0] ?? []].flat().map((code) => `${path}: ${source.path} has ${code}`),
  ])

test('A test file of the pure lane starts no process and no server, and changes nothing that others share', () => {
  assert.ok(lanes.pure.length > 50)
  assert.deepEqual(lanes.pure.flatMap(impurities), [])
})

test('A test file that is kept apart from the pure lane needs to be', () => {
  for (const path of apart) {
    assert.ok(lanes.rest.includes(path), `${path} is no test file`)
    assert.notDeepEqual(impurities(path), [], `${path} could run in the pure lane`)
  }
})

test('Every test file is in one lane', () => {
  const files = [...byPath.keys()].filter((path) => path.endsWith('.test.ts') && !path.includes('/fixtures/'))
  assert.deepEqual([...lanes.pure, ...lanes.rest].toSorted(), files.toSorted())
})
