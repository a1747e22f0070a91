import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { KeyValue } from 'tenon'
import { documents } from 'tenon/run'
import { boundEntries, putOf } from '../../sqlite/key-value/stores.ts'
import { folderFor, gives, nth } from '../../semantics/stores.ts'
import { withPuts } from './disturbed.ts'
import { accountsOf, at, entered, inMemory, step, stores } from './given.ts'

const ENTRY = 'projection/8:accounts/'

describe('A step whose projection fails', () => {
  const projections = {
    'a key that throws': accountsOf({
      key: () => {
        throw new Error('no account')
      },
    }),
    'a key that is too long': accountsOf({ key: ({ data }) => (data.n === 2 ? 'k'.repeat(250) : 'short') }),
    'an evolve that returns no JSON': accountsOf({
      evolve: (account, { data }) => (data.n === 2 ? { ...account, chain: Number.NaN } : account),
    }),
  }
  for (const [what, projection] of Object.entries(projections)) {
    test(`by ${what} is a defect that names the event, and nothing is changed`, async (t) => {
      const entries = await inMemory(t)
      const model = documents(projection, entries)
      gives(await model.begin(1), 'begun')
      const before = gives(await entries.keys({ prefix: '', after: null, limit: 100 }), 'page')
      const events = [entered(1, 'b', 1), entered(2, 'a', 2)]
      const { says } = gives(await model.commit(step(0, 2, events)), 'defect')
      assert.match(says, /^The projection accounts failed at the event Entered, revision [01] of ledger-1: /)
      assert.deepEqual(gives(await entries.keys({ prefix: '', after: null, limit: 100 }), 'page'), before)
    })
  }
})

describe('A read of documents', () => {
  test('of a key that no document can have, or of fields that are none, fails with what fits', async (t) => {
    const model = documents(accountsOf(), await inMemory(t))
    for (const begun of [false, true]) {
      if (begun) gives(await model.begin(1), 'begun')
      for (const key of ['', 'k'.repeat(211), 'a\nb']) {
        const { failure, says } = gives(await model.get(key), 'failed')
        assert.equal(failure, 'invalid')
        assert.match(says, /^get: the key must be a name of 1 to 210 code points/)
      }
      gives(await model.get('k'.repeat(210)), 'absent')
      const list = { prefix: '', after: null, limit: 10 }
      for (const [fields, says] of [
        [{ ...list, limit: 0 }, 'list: limit must be a whole number from 1 to 1000.'],
        [{ ...list, limit: 1_001 }, 'list: limit must be a whole number from 1 to 1000.'],
        [{ ...list, after: '' }, 'list: after must be a key, or null for the first page.'],
        [{ ...list, prefix: '\n' }, 'list: prefix must be the beginning of a key, or an empty text for all.'],
      ] as const)
        assert.equal(gives(await model.list(fields), 'failed').says, says)
      const nothing = { kind: 'page', documents: [], next: null }
      assert.deepEqual(await model.list({ ...list, prefix: 'k'.repeat(255) }), nothing)
      assert.deepEqual(await model.list({ ...list, after: 'k'.repeat(255) }), nothing)
    }
  })

  test('lists the documents whose keys begin with a prefix', async (t) => {
    const model = documents(accountsOf(), await inMemory(t))
    gives(await model.begin(1), 'begun')
    const names = ['b/1', 'a/1', 'a', 'a/2', 'ab']
    gives(
      await model.commit(
        step(
          0,
          5,
          names.map((account, i) => entered(i + 1, account)),
        ),
      ),
      'committed',
    )
    const keys = async (prefix: string, after: string | null = null): Promise<readonly string[]> =>
      gives(await model.list({ prefix, after, limit: 10 }), 'page').documents.map(({ key }) => key)
    assert.deepEqual(await keys(''), ['a', 'a/1', 'a/2', 'ab', 'b/1'])
    assert.deepEqual(await keys('a/'), ['a/1', 'a/2'])
    assert.deepEqual(await keys('a', 'a/1'), ['a/2', 'ab'])
    assert.deepEqual(await keys('', `a/1${'z'.repeat(250)}`), ['a/2', 'ab', 'b/1'])
  })

  test('keeps the signal and the deadline of its options', async (t) => {
    const model = documents(accountsOf(), await inMemory(t))
    gives(await model.begin(1), 'begun')
    const aborted = { signal: AbortSignal.abort(), deadlineMs: null }
    assert.equal(gives(await model.get('a', aborted), 'failed').failure, 'cancelled')
    const list = { prefix: '', after: null, limit: 10 }
    assert.equal(gives(await model.list(list, { signal: null, deadlineMs: 0 }), 'failed').failure, 'timeout')
    const wrong = gives(await model.get('a', { signal: null, deadlineMs: -1 }), 'failed')
    assert.equal(wrong.says, 'get: options.deadlineMs must be a number of milliseconds, at least 0, or null.')
  })
})

describe('Documents', () => {
  test('say which entry is not theirs, and leave it', async (t) => {
    const entries = await inMemory(t)
    const model = documents(accountsOf(), entries)
    gives(await model.begin(1), 'begun')
    for (const key of ['live', 'builds/1.1']) {
      const kept = gives(await entries.get({ key: ENTRY + key }), 'value')
      gives(await entries.put(putOf(ENTRY + key, { mine: true })), 'put')
      const outcomes = [await model.commit(step(0, 1, [entered(1, 'a')])), await model.builds(), await model.begin(1)]
      for (const outcome of outcomes) {
        const { failure, says } = gives(outcome, 'failed')
        assert.equal(failure, 'misconfigured')
        assert.ok(says.includes(`the entry "${ENTRY}${key}" is not one of a projection.`), says)
      }
      assert.deepEqual(gives(await entries.get({ key: ENTRY + key }), 'value').value, { mine: true })
      gives(await entries.put(putOf(ENTRY + key, Object(kept.value))), 'put')
    }
  })

  test('of a newer version are not opened by an older program that has no build of its own', async (t) => {
    const entries = await inMemory(t)
    const newer = documents(accountsOf({ version: 3 }), entries)
    gives(await newer.begin(1), 'begun')
    const older = documents(accountsOf({ version: 2 }), entries)
    for (const opened of [await older.open(), await older.openExisting()]) {
      const { failure, says } = gives(opened, 'failed')
      assert.equal(failure, 'misconfigured')
      assert.match(says, /^open: the live build of accounts is of version 3, and this program has version 2/)
    }
    gives(await newer.open(), 'opened')
    gives(await older.begin(1), 'begun')
    gives(await older.open(), 'opened')
  })

  test('of which a document is too large for the store fail with its key, and leave the checkpoint', async (t) => {
    const projection = accountsOf({ evolve: (account) => ({ ...account, note: 'x'.repeat(2_000_000) }) })
    const model = documents(projection, await inMemory(t))
    gives(await model.begin(1), 'begun')
    const failed = gives(await model.commit(step(0, 1, [entered(1, 'a')])), 'failed')
    assert.deepEqual([failed.failure, failed.effect, failed.operation], ['too_large', 'none', 'commit'])
    assert.match(failed.says, /^commit: the document "a": /)
    assert.deepEqual(gives(await model.builds(), 'builds').builds[0]?.checkpoint, at(0))
  })

  test('fail with closed when their store is closed, which they neither open nor close', async (t) => {
    const binding = boundEntries(t, `${await folderFor(t)}/entries.db`)
    const { store } = gives(await binding.open(), 'opened')
    const model = documents(accountsOf(), store)
    gives(await model.begin(1), 'begun')
    assert.deepEqual(await model.close(), { kind: 'closed' })
    gives(await model.get('a'), 'absent')
    await binding.close()
    const outcomes = [await model.open(), await model.get('a'), await model.begin(1), await model.builds()]
    for (const outcome of outcomes) assert.equal(gives(outcome, 'failed').failure, 'closed')
  })
})

for (const { name, open } of stores) {
  describe(`Builds that begin at once in ${name}`, () => {
    test('are one build if they have the same number, and one alone is live', async (t) => {
      const entries = await open(t)
      const models = [1, 1, 1, 2, 2, 2].map((version) => documents(accountsOf({ version }), entries))
      for (const outcome of await Promise.all(models.map((model) => model.begin(1)))) gives(outcome, 'begun')
      const { builds } = gives(await nth(models, 0).builds(), 'builds')
      assert.deepEqual(
        builds.map(({ version, number }) => [version, number]),
        [
          [1, 1],
          [2, 1],
        ],
      )
      assert.equal(builds.filter(({ live }) => live).length, 1)
    })

    test('are found again if the process ended after the first entry of the first one', async (t) => {
      const entries = await open(t)
      const ends: KeyValue = withPuts(entries, (put, n, make) => (n === 1 ? make(put) : new Promise(() => undefined)))
      void documents(accountsOf(), ends).begin(1)
      while ((await entries.get({ key: `${ENTRY}live` })).kind === 'absent');
      const model = documents(accountsOf(), entries)
      gives(await model.get('a'), 'absent')
      assert.deepEqual(gives(await model.builds(), 'builds').builds, [])
      assert.equal(gives(await model.begin(1), 'begun').build.live, true)
      assert.deepEqual(await model.commit(step(0, 1, [entered(1, 'a')])), { kind: 'committed', live: true })
      gives(await model.get('a'), 'document')
    })

    test('must have a whole number from 1', async (t) => {
      const model = documents(accountsOf(), await open(t))
      for (const number of [0, -1, 1.5, Number.NaN])
        assert.equal(gives(await model.begin(number), 'failed').failure, 'invalid')
    })
  })
}
