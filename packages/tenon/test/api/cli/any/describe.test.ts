import assert from 'node:assert/strict'
import { test } from 'node:test'
import { status } from '../../../../src/api/cli/session/status.ts'
import { describe } from '../../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../../src/domain/event/store.ts'
import { canonicalHash } from '../../../../src/service/node/hash.ts'
import { emptyFolder, jsonLines, storeFolder, tenon, tenonHere } from '../tenon.ts'

test('without a config, describe prints the declaration', async (t) => {
  const folder = await emptyFolder(t)
  const [people, json] = await Promise.all([tenonHere(folder, 'describe'), tenonHere(folder, 'describe', '--json')])
  assert.deepEqual([people.code, json.code, people.stderr], [0, 0, ''])
  for (const name of [...Object.keys(EventStore.operations), ...Object.keys(EventStore.guarantees)])
    assert.match(people.stdout, new RegExp(`^  ${name} `, 'm'))
  for (const [word, { exit, http }] of Object.entries(status))
    assert.match(people.stdout, new RegExp(`^  ${word} +${exit} +${http} `, 'm'))
  const capability: unknown = JSON.parse(JSON.stringify(describe(EventStore)))
  assert.deepEqual(jsonLines(json.stdout), [{ kind: 'described', capability, hash: canonicalHash(capability), status }])
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
