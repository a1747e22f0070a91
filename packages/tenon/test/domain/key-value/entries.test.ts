import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { Entries } from '../../../src/domain/key-value/entries.ts'
import type { ExpectedEntry } from '../../../src/domain/key-value/intent.ts'
import type { ChangesPage } from '../../../src/domain/key-value/watch.ts'

const remembers = { recentWrites: 3, repeatWindowMs: 5_000, removedKeptMs: 8_000 }

type Step =
  | {
      readonly kind: 'put'
      readonly key: string
      readonly id: string
      readonly expected: Choice
      readonly lives: boolean
    }
  | { readonly kind: 'remove'; readonly key: string; readonly id: string; readonly expected: Choice }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'watch' }

/** What to expect: a fixed word, the revision that the key has, or one of its earlier ones. */
type Choice = 'any' | 'absent' | 'right' | number

/** A change in a history that is never forgotten. */
interface Past {
  readonly kind: 'put' | 'removed'
  readonly key: string
  readonly id: string
  /** What it expected of its key. A repeat expects the same. */
  readonly stated: ExpectedEntry
  readonly revision: number
  readonly at: number
  readonly until: number
}

const key = fc.constantFrom('a', 'b', 'b😀')
const id = fc.constantFrom('u', 'v', 'w', 'x', 'y', 'z')
const expected: fc.Arbitrary<Choice> = fc.oneof(
  fc.constantFrom('any' as const, 'absent' as const, 'right' as const, 'right' as const),
  fc.integer({ min: 1, max: 20 }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), key, id, expected, lives: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), key, id, expected }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 3_000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('watch' as const) }) },
)

/** A history of everything, and the store that must agree with it. */
class Compared {
  readonly entries = new Entries(remembers)
  readonly history: Past[] = []
  now = 1_000
  head = 0
  /** What a reader knows who only watches. */
  readonly #mirror = new Map<string, number>()
  #place: number | 'start' = 'start'

  /** Returns the last change of a key, also if its life is over. */
  latest(of: string): Past | undefined {
    return this.history.findLast((past) => past.key === of)
  }

  actual(of: string): number | 'absent' {
    const latest = this.latest(of)
    return latest?.kind === 'put' && latest.until > this.now ? latest.revision : 'absent'
  }

  expected(of: string, choice: Choice): ExpectedEntry {
    return choice === 'right' ? this.actual(of) : choice
  }

  /** Whether the store owes it to recognise a write: it is one of the last changes of its key, within the window. */
  owes(kind: Past['kind'], of: string, by: string): Past | undefined {
    const changes = this.history
      .filter((past) => past.key === of)
      .flatMap((past) => (past.kind === 'put' && past.until <= this.now ? [past, undefined] : [past]))
    return changes
      .slice(-remembers.recentWrites)
      .find((past) => past?.kind === kind && past.id === by && past.at >= this.now - remembers.repeatWindowMs)
  }

  /** Whether this very write was made, within the window. */
  made(kind: Past['kind'], of: string, by: string, stated: ExpectedEntry): boolean {
    return this.history.some(
      (past) =>
        past.kind === kind &&
        past.key === of &&
        past.id === by &&
        past.stated === stated &&
        past.at >= this.now - remembers.repeatWindowMs,
    )
  }

  run(one: Step): void {
    switch (one.kind) {
      case 'pass':
        this.now += one.ms
        return
      case 'watch':
        return this.watch()
      case 'put':
        return this.put(one)
      case 'remove':
        return this.remove(one)
      default:
        one satisfies never
    }
  }

  put({ key: of, id: by, expected: choice, lives }: Step & { kind: 'put' }): void {
    const stated = this.expected(of, choice)
    const actual = this.actual(of)
    const owed = this.owes('put', of, by)
    this.entries.settle(this.now)
    const lifetimeSeconds = lives ? 2 : null
    const outcome = this.entries.put({ id: by, key: of, value: '1', expected: stated, lifetimeSeconds }, this.now)
    const holds = stated === 'any' || stated === actual
    if (owed !== undefined) assert.ok(outcome.kind === 'put' && outcome.repeated, 'a repeat that is owed')
    if (outcome.kind === 'conflict') {
      assert.ok(!holds && !this.made('put', of, by, stated), 'a conflict with oneself')
      assert.equal(outcome.actual, actual)
    } else if (outcome.kind === 'failed') {
      assert.ok(!holds && outcome.failure === 'forgotten' && stated !== 'absent')
    } else if (outcome.repeated) {
      assert.ok(this.history.some((past) => past.id === by && past.key === of && past.revision === outcome.revision))
    } else {
      assert.ok(holds, 'stored against its expectation')
      const until = lives ? this.now + 2_000 : Infinity
      this.#stored({ kind: 'put', key: of, id: by, stated, revision: outcome.revision, at: this.now, until })
    }
  }

  remove({ key: of, id: by, expected: choice }: Step & { kind: 'remove' }): void {
    const chosen = this.expected(of, choice)
    const stated = chosen === 'absent' ? 'any' : chosen
    const actual = this.actual(of)
    const owed = this.owes('removed', of, by)
    this.entries.settle(this.now)
    const outcome = this.entries.remove({ id: by, key: of, expected: stated }, this.now)
    if (owed !== undefined) assert.ok(outcome.kind === 'removed' && outcome.repeated, 'a repeat that is owed')
    if (outcome.kind === 'absent') assert.equal(actual, 'absent')
    else if (outcome.kind === 'conflict') {
      assert.ok(actual !== 'absent' && stated !== actual && !this.made('removed', of, by, stated))
      assert.equal(outcome.actual, actual)
    } else if (outcome.kind === 'failed') assert.ok(stated !== 'any' && stated !== actual)
    else if (!outcome.repeated) {
      assert.ok(actual !== 'absent' && (stated === 'any' || stated === actual))
      this.#stored({
        kind: 'removed',
        key: of,
        id: by,
        stated,
        revision: outcome.revision,
        at: this.now,
        until: Infinity,
      })
    }
  }

  /** Reads all changes that the reader has not seen, two a page, and holds what it then knows against the history. */
  watch(): void {
    this.entries.settle(this.now)
    let removedAfter: number | 'start' = this.#place
    for (;;) {
      const page = this.entries.changes({ prefix: '', after: this.#place, removedAfter, limit: 2 })
      assert.ok(page.kind !== 'ahead')
      if (page.kind === 'truncated') {
        assert.ok(this.#place !== 'start' && page.first > this.#place + 1)
        this.#mirror.clear()
        this.#place = removedAfter = 'start'
        continue
      }
      this.#take(page)
      if (removedAfter === 'start') removedAfter = page.head === 'start' ? 0 : page.head
      if (page.caughtUp) break
    }
    const live = ['a', 'b', 'b😀'].flatMap((of) => {
      const revision = this.actual(of)
      return revision === 'absent' ? [] : [[of, revision] as const]
    })
    assert.deepEqual([...this.#mirror].toSorted(), live)
    const listed = this.entries.keys({ prefix: '', after: null, limit: 10 }).keys
    assert.deepEqual(
      listed.map(({ key: of, revision }) => [of, revision]),
      live,
    )
    for (const name of ['a', 'b', 'b😀']) {
      const found = this.entries.get({ key: name })
      assert.equal(found.kind === 'value' ? found.revision : 'absent', this.actual(name))
    }
  }

  #take(page: ChangesPage): void {
    assert.ok(page.items.length <= 2)
    for (const item of page.items) {
      assert.ok(this.#place === 'start' || item.revision > this.#place, 'items come in the order of revisions')
      this.#place = item.revision
      if (item.kind === 'value') this.#mirror.set(item.key, item.revision)
      else this.#mirror.delete(item.key)
    }
    this.#place = page.next
  }

  #stored(past: Past): void {
    assert.ok(past.revision > this.head, 'a revision never comes again')
    this.head = past.revision
    this.history.push(past)
  }
}

suite('entries in memory', () => {
  test('agree with a history that forgets nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const compared = new Compared()
        for (const one of steps) compared.run(one)
        compared.watch()
      }),
      { numRuns: 2_000 },
    )
  })

  test('come again to no revision after everything was removed', () => {
    const entries = new Entries(remembers)
    entries.put({ id: 'u', key: 'a', value: '1', expected: 'absent', lifetimeSeconds: null }, 0)
    entries.remove({ id: 'v', key: 'a', expected: 1 }, 0)
    entries.settle(remembers.removedKeptMs)
    assert.deepEqual(entries.put({ id: 'w', key: 'a', value: '1', expected: 'absent', lifetimeSeconds: null }, 9_000), {
      kind: 'put',
      revision: 3,
      repeated: false,
    })
  })

  test('expire in the order in which their lives are over, each with a revision of its own', () => {
    const entries = new Entries(remembers)
    for (const [name, lifetimeSeconds] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      entries.put({ id: name, key: name, value: '1', expected: 'absent', lifetimeSeconds }, 0)
    assert.equal(entries.nextDue, 1_000)
    assert.equal(entries.settle(999), false)
    assert.equal(entries.settle(3_000), true)
    assert.deepEqual(entries.changes({ prefix: '', after: 3, removedAfter: 3, limit: 9 }), {
      kind: 'page',
      items: [
        { kind: 'removed', key: 'b', revision: 4 },
        { kind: 'removed', key: 'c', revision: 5 },
        { kind: 'removed', key: 'a', revision: 6 },
      ],
      next: 6,
      head: 6,
      caughtUp: true,
    })
  })

  test('live on when they are put again', () => {
    const entries = new Entries(remembers)
    entries.put({ id: 'u', key: 'a', value: '1', expected: 'absent', lifetimeSeconds: 1 }, 0)
    entries.put({ id: 'v', key: 'a', value: '1', expected: 1, lifetimeSeconds: 1 }, 900)
    assert.equal(entries.settle(1_899), false)
    assert.equal(entries.get({ key: 'a' }).kind, 'value')
    assert.equal(entries.settle(1_900), true)
    assert.equal(entries.get({ key: 'a' }).kind, 'absent')
  })

  test('do not come back below a value whose life is over', () => {
    const entries = new Entries(remembers)
    entries.put({ id: 'u', key: 'a', value: '"lasting"', expected: 'absent', lifetimeSeconds: null }, 0)
    entries.put({ id: 'v', key: 'a', value: '"short"', expected: 1, lifetimeSeconds: 1 }, 0)
    entries.settle(1_000)
    assert.deepEqual(entries.get({ key: 'a' }), { kind: 'absent' })
  })

  test('say where a watch can begin once removals are forgotten', () => {
    const entries = new Entries(remembers)
    entries.put({ id: 'u', key: 'a', value: '1', expected: 'absent', lifetimeSeconds: null }, 0)
    entries.remove({ id: 'v', key: 'a', expected: 1 }, 0)
    entries.put({ id: 'w', key: 'b', value: '1', expected: 'absent', lifetimeSeconds: null }, 0)
    entries.settle(remembers.removedKeptMs)
    const from = (after: number | 'start') => entries.changes({ prefix: '', after, removedAfter: after, limit: 9 })
    assert.deepEqual(from(1), { kind: 'truncated', first: 3 })
    assert.equal(from(2).kind, 'page')
    assert.equal(from('start').kind, 'page')
    assert.deepEqual(from(4), { kind: 'ahead', head: 3 })
  })

  test('are read over many changes of one key', () => {
    const entries = new Entries(remembers)
    for (let i = 0; i < 10_000; i += 1)
      entries.put({ id: String(i), key: 'a', value: String(i), expected: 'any', lifetimeSeconds: null }, i)
    assert.deepEqual(entries.changes({ prefix: '', after: 'start', removedAfter: 'start', limit: 9 }), {
      kind: 'page',
      items: [{ kind: 'value', key: 'a', value: 9_999, revision: 10_000, id: '9999' }],
      next: 10_000,
      head: 10_000,
      caughtUp: true,
    })
  })
})
