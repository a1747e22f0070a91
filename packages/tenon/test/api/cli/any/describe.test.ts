import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { status } from '../../../../src/api/cli/session/status.ts'
import { describe } from '../../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../../src/domain/event/store.ts'
import { canonicalHash } from '../../../../src/service/node/hash.ts'
import { emptyFolder, jsonLines, storeFolder, tenon, tenonAgain, tenonHere } from '../tenon.ts'
import { twoStoresFolder } from '../two-stores.ts'

test('without a config, describe prints the declarations of this library', async (t) => {
  const folder = await emptyFolder(t)
  const [people, json] = await Promise.all([tenonHere(folder, 'describe'), tenonHere(folder, 'describe', '--json')])
  assert.deepEqual([people.code, json.code, people.stderr], [0, 0, ''])
  for (const name of [...Object.keys(EventStore.operations), ...Object.keys(EventStore.guarantees)])
    assert.match(people.stdout, new RegExp(`^  ${name} `, 'm'))
  for (const [word, { exit, http }] of Object.entries(status))
    assert.match(people.stdout, new RegExp(`^  ${word} +${exit} +${http} `, 'm'))
  const capability: unknown = JSON.parse(JSON.stringify(describe(EventStore)))
  const [first, ...others] = jsonLines(json.stdout)
  assert.deepEqual(first, { kind: 'described', capability, hash: canonicalHash(capability), status })
  assert.deepEqual(
    others.map((each) => Reflect.get(Object(each['capability']), 'name')),
    ['key_value', 'runs'],
  )
})

test('with a config, describe prints what the store grants, and opens nothing', async (t) => {
  const folder = await storeFolder(t)
  const [people, json, declared] = await Promise.all([
    tenon(folder, 'describe'),
    tenonHere(folder, 'describe', '--json'),
    tenonHere(folder, 'describe', '--capability'),
  ])
  assert.match(
    people.stdout,
    /^events: event_store 1 on sqlite[^]*durability +power_loss +power_loss +none < process_crash < power_loss\n[^]*dedupe_window_ms +for ever +0 [^]*none: it grants all/,
  )
  const [said] = jsonLines(json.stdout)
  assert.deepEqual(said?.['technology'], { name: 'sqlite', packages: ['node:sqlite'] })
  assert.equal(Reflect.get(Object(said?.['limits']), 'dedupe_window_ms'), Number.MAX_SAFE_INTEGER)
  assert.deepEqual([said?.['store'], said?.['gaps']], ['events', []])
  assert.match(declared.stdout, /^event_store 1/)
  assert.equal((await tenonHere(folder, 'describe', '--config', 'none.ts')).code, 2)
})

test('describe prints the operations of a store of any capability, with their fields and results', async (t) => {
  const folder = await twoStoresFolder(t)
  const { code, stdout } = await tenonAgain(folder, 'describe', 'jars')
  assert.equal(code, 0)
  for (const says of [
    /^jars: pantry 1 on wood \(no package\)$/m,
    /^ {2}put {2}write, gives one: Put jars on a shelf\.$/m,
    /^ {4}tag +null or text$/m,
    /^ {4}jars +list of \{ label, recipe \}$/m,
    /^ {4}jars\[\]\.label +text$/m,
    /^ {4}-> put +exit 0 {2}count: whole number$/m,
    /^ {4}-> no_room +exit 1$/m,
    /^ {2}watch {2}read, gives many: /m,
    /^ {4}-> jar +jar: \{ number \}$/m,
    /^ {2}flooded +\d+ .*Water on the floor\.$/m,
    /^ {2}remembers +always +nothing +nothing < a_while < always$/m,
    /^ {2}most_jars +10 +0 +The most jars of one put\.$/m,
  ])
    assert.match(stdout, says)
  const [json] = jsonLines((await tenonAgain(folder, 'describe', 'jars', '--json')).stdout)
  assert.partialDeepStrictEqual(json, { store: 'jars', requires: { remembers: 'nothing', most_jars: 0 } })
})

test('describe --capability prints a capability by its name, or of a store, or all of the library and of the config', async (t) => {
  const folder = await twoStoresFolder(t)
  const names = async (...words: readonly string[]): Promise<readonly unknown[]> => {
    const { stdout } = await tenonAgain(folder, 'describe', ...words, '--json')
    return jsonLines(stdout).map(({ capability, says }) => says ?? Reflect.get(Object(capability), 'name'))
  }
  assert.deepEqual(await names('--capability'), ['event_store', 'key_value', 'runs', 'pantry'])
  assert.deepEqual(await names('--capability', 'pantry'), ['pantry'])
  assert.deepEqual(await names('jars', '--capability'), ['pantry'])
  assert.deepEqual(await names('--capability', 'cellar'), [
    'There is no capability cellar. There are: event_store 1, key_value 1, runs 1, pantry 1.',
  ])
  const people = await tenonAgain(folder, 'describe', '--capability', 'pantry')
  assert.match(people.stdout, /^pantry 1 {2}[0-9a-f]{64}\n\nOperations\n/)
})

test('a capability of this library can be described beside a config that cannot be loaded', async (t) => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), 'throw null')
  const { code, stdout } = await tenonHere(folder, 'describe', '--capability', 'key_value')
  assert.equal(code, 0)
  assert.match(stdout, /^key_value 1 /)
  assert.equal((await tenonHere(folder, 'describe', '--capability')).code, 2)
})

test('describe and doctor of several stores end with 2 if one falls short of its need', async (t) => {
  const least =
    '{ grants: { together: "jar", remembers: "nothing" }, limits: { most_jars: -1, most_jar_bytes: 0, remembers_ms: 0 } }'
  const folder = await twoStoresFolder(t, `jars: pantry(), few: pantry(${least})`)
  const described = await tenonAgain(folder, 'describe')
  assert.equal(described.code, 2)
  assert.match(described.stdout, /^few +pantry 1 +wood +less than its need requires: most_jars$/m)
  const examined = await tenonAgain(folder, 'doctor')
  assert.equal(examined.code, 2)
  assert.match(
    examined.stdout,
    /^few: pantry 1 on wood\n {2}wrong +It falls short of its need[^]*\nevents: event_store 1/m,
  )
})
