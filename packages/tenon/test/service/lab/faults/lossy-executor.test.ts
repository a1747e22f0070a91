import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { EventItems, EventStore, EventStoreFailed, Item } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place, type Prepared, retrying, usual } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { event, gives, ids, leastNeed, nth } from '../../semantics/stores.ts'

/** The deadline in milliseconds of a call that never gets a reply. */
const LITTLE = { signal: null, deadlineMs: 50 }

const everything = { after: 'start', filter: { streams: 'all', types: 'all' } } as const

const placeOf = (name: string): Place => ({ folder: '/nowhere', name })

/** A place whose store is behind a link, and a way to read the store without the link. */
class TaskContext {
  readonly link: LossyLink
  readonly place: Place
  readonly behind = new MemoryEventExecutor()
  readonly #t: TestContext

  constructor(t: TestContext, link: LossyLink, name: string) {
    this.#t = t
    this.link = link
    this.place = placeOf(name)
  }

  async open(policy: Policy): Promise<EventStore> {
    const binding = bind(leastNeed, this.link.around(this.place, this.behind), policy)
    this.#t.after(() => binding.close())
    return gives(await binding.open(), 'opened').store
  }

  async prepare(name: string): Promise<Prepared> {
    const fault = this.link.faults.find((each) => each.name === name)
    const prepared = await (fault?.prepare(this.place) ?? assert.fail(`there is no ${name}`))
    return gives(prepared, 'prepared')
  }

  /** Returns the ids of the stored events, in order. */
  async stored(): Promise<readonly string[]> {
    const read = { kind: 'read_all', ...everything, limit: 1_000 } as const
    const page = await this.behind.execute(read, { signal: new AbortController().signal, aborted: false })
    return page.kind === 'page' && 'events' in page ? ids(page.events) : assert.fail(JSON.stringify(page))
  }
}

const siteOf = (t: TestContext): TaskContext => new TaskContext(t, new LossyLink(), 'here')

const append = () => ({ stream: 'a-1', expectedRevision: 'any' as const, events: [event()] })

const idOf = ({ events }: ReturnType<typeof append>): string => nth(events, 0).id

/** Returns the parts of a failure that cases use. */
const fateOf = (outcome: { readonly kind: string } | EventStoreFailed): readonly unknown[] =>
  outcome.kind === 'failed' && 'failure' in outcome ? [outcome.failure, outcome.effect] : [outcome.kind]

const MAY_BE_DONE = ['timeout', 'unknown']
const TIMES_OUT = ['timeout', 'none']

suite('Under a link that', () => {
  test('loses requests, a call fails at once with an unknown effect, and nothing is stored, then or later', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const { strike, heal } = await site.prepare('lost_request')
    await strike()
    assert.deepEqual(fateOf(await store.append(append())), MAY_BE_DONE)
    assert.deepEqual(await site.stored(), [])
    await heal()
    assert.deepEqual(await site.stored(), [])
    assert.equal((await store.append(append())).kind, 'appended')
  })

  test('loses replies, a call fails with an unknown effect, and is stored', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const { strike, heal } = await site.prepare('lost_reply')
    await strike()
    const lost = append()
    assert.deepEqual(fateOf(await store.append(lost)), MAY_BE_DONE)
    assert.deepEqual(await site.stored(), [idOf(lost)])
    await heal()
    assert.equal(gives(await store.append(lost), 'appended').repeated, true)
  })

  test('loses some replies, every second call fails, and all are stored', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const { strike } = await site.prepare('some_lost_replies')
    await strike()
    const made = [append(), append(), append(), append()]
    const fates = []
    for (const one of made) fates.push(fateOf(await store.append(one)))
    assert.deepEqual(fates, [MAY_BE_DONE, ['appended'], MAY_BE_DONE, ['appended']])
    assert.deepEqual(await site.stored(), made.map(idOf))
  })

  test('loses some replies, a second attempt of the same append returns repeated', async (t) => {
    const site = siteOf(t)
    const store = await site.open(retrying)
    const { strike } = await site.prepare('some_lost_replies')
    await strike()
    const one = append()
    assert.deepEqual(gives(await store.append(one), 'appended'), {
      kind: 'appended',
      revision: 0,
      position: 1,
      repeated: true,
    })
    assert.deepEqual(await site.stored(), [idOf(one)])
  })

  test('is silent, a call is stored, and times out', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const { strike, heal } = await site.prepare('silence')
    await strike()
    const one = append()
    assert.deepEqual(fateOf(await store.append(one, LITTLE)), MAY_BE_DONE)
    assert.deepEqual(await site.stored(), [idOf(one)])
    const stop = new AbortController()
    const waiting = store.append(append(), { signal: stop.signal, deadlineMs: null })
    while ((await site.stored()).length < 2);
    stop.abort()
    assert.deepEqual(fateOf(await waiting), ['cancelled', 'unknown'])
    await heal()
    assert.equal((await site.stored()).length, 2)
  })

  test('is late, nothing is stored before it is healed, and then everything is stored in order', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const { strike, heal } = await site.prepare('late_request')
    await strike()
    const made = [append(), append(), append()]
    const outcomes = await Promise.all(made.map((one) => store.append(one, LITTLE)))
    assert.deepEqual(outcomes.map(fateOf), [MAY_BE_DONE, MAY_BE_DONE, MAY_BE_DONE])
    assert.deepEqual(await site.stored(), [])
    await heal()
    assert.deepEqual(await site.stored(), made.map(idOf))
    assert.equal((await store.append(append())).kind, 'appended')
  })

  for (const name of ['lost_request', 'lost_reply', 'silence', 'late_request']) {
    test(`does ${name}, reads fail too, with effect none`, async (t) => {
      const site = siteOf(t)
      const store = await site.open(usual)
      const { strike } = await site.prepare(name)
      await strike()
      const outcomes = await Promise.all([
        store.read({ stream: 'a-1', from: 'start', direction: 'forward', limit: 1 }, LITTLE),
        store.read_all({ ...everything, limit: 1 }, LITTLE),
        store.streams({ prefix: '', after: null, limit: 1 }, LITTLE),
      ])
      assert.deepEqual(outcomes.map(fateOf), [TIMES_OUT, TIMES_OUT, TIMES_OUT])
    })
  }

  for (const { name, gives: words, effects, recovery, strikes } of new LossyLink().faults) {
    test(`does ${name} says so of itself`, () => {
      assert.deepEqual([words, effects, recovery, strikes], [['timeout'], ['unknown'], 'by_itself', 'calls'])
    })
  }
})

const nothing = (): void => undefined

/** Returns the items that a reader of a subscription is given. */
const reading = (items: AsyncIterable<Item | EventStoreFailed>) => {
  const given: (Item | EventStoreFailed)[] = []
  let look = nothing
  const over = (async () => {
    for await (const item of items) {
      given.push(item)
      look()
    }
    look()
  })()
  const events = (): readonly string[] => given.flatMap((item) => (item.kind === 'event' ? [item.event.id] : []))
  return {
    given,
    events,
    over,
    /** Resolves when this many events have been given. */
    has: async (many: number): Promise<void> => {
      while (events().length < many) await new Promise<void>((resolve) => (look = resolve))
    },
  }
}

suite('A subscription', () => {
  for (const name of ['lost_request', 'lost_reply', 'some_lost_replies']) {
    test(`under ${name} ends with a timeout if it is tried once`, async (t) => {
      const site = siteOf(t)
      const store = await site.open(usual)
      const { strike } = await site.prepare(name)
      await store.append(append())
      const reader = reading(store.subscribe(everything))
      await reader.has(1)
      await strike()
      await reader.over
      const last = nth(reader.given, -1)
      assert.deepEqual([fateOf(last), reader.events().length], [TIMES_OUT, 1])
      const again = reading(store.subscribe(everything))
      await again.over
      assert.deepEqual(again.given.map(fateOf), [TIMES_OUT])
    })
  }

  test('goes on after its last item, without gaps or duplicates, if it is tried again until everything is healed', async (t) => {
    const site = siteOf(t)
    const store = await site.open({ ...retrying, attempts: 1_000_000 })
    const impatient = await site.open(usual)
    const reader = reading(store.subscribe(everything))
    const made = []
    for (const name of ['lost_request', 'lost_reply', 'some_lost_replies']) {
      const { strike, heal } = await site.prepare(name)
      for (let n = 0; n < 5; n += 1) made.push(gives(await store.append(append()), 'appended'))
      await strike()
      // The subscription that is tried once has ended, so the other one has seen the fault too.
      await reading(impatient.subscribe(everything)).over
      await heal()
      for (let n = 0; n < 5; n += 1) made.push(gives(await store.append(append()), 'appended'))
    }
    await reader.has(made.length)
    assert.deepEqual(reader.events(), await site.stored())
    assert.ok(reader.given.every(({ kind }) => kind === 'event' || kind === 'caught_up'))
  })

  for (const name of ['silence', 'late_request']) {
    test(`under ${name} gives nothing until it is healed, and then everything that was stored meanwhile`, async (t) => {
      const site = siteOf(t)
      const store = await site.open(usual)
      const { strike, heal } = await site.prepare(name)
      await store.append(append())
      const reader = reading(store.subscribe(everything))
      await reader.has(1)
      await strike()
      const other = await new TaskContext(t, site.link, 'elsewhere').open(usual)
      for (let n = 0; n < 3; n += 1) await store.append(append(), LITTLE)
      // By now the events that are stored here would have been given, as they are there.
      const there = reading(other.subscribe(everything))
      await other.append(append())
      await there.has(1)
      assert.equal(reader.events().length, 1)
      await heal()
      await reader.has(4)
      assert.deepEqual(reader.events(), await site.stored())
    })

    test(`under ${name} still ends: through its reader, its signal, and when the store is closed`, async (t) => {
      const site = siteOf(t)
      const store = await site.open(usual)
      const { strike } = await site.prepare(name)
      await strike()
      const items = store.subscribe(everything)
      const next = items.next()
      await items.return?.()
      assert.equal((await next).done, true)
      const stop = new AbortController()
      const stopped = store.subscribe(everything, { signal: stop.signal, deadlineMs: null }).next()
      stop.abort()
      assert.equal((await stopped).done, true)
    })
  }
})

suite('A link', () => {
  test('at one place does not disturb another', async (t) => {
    const link = new LossyLink()
    const [one, two] = [new TaskContext(t, link, 'one'), new TaskContext(t, link, 'two')]
    const [here, there] = [await one.open(usual), await two.open(usual)]
    const [disturbed, other] = [await one.prepare('lost_request'), await two.prepare('lost_reply')]
    await disturbed.strike()
    assert.equal((await there.append(append())).kind, 'appended')
    await other.strike()
    assert.deepEqual(fateOf(await here.append(append())), MAY_BE_DONE)
    assert.deepEqual(fateOf(await there.append(append())), MAY_BE_DONE)
    await other.heal()
    assert.deepEqual(fateOf(await here.append(append())), MAY_BE_DONE)
    assert.equal((await there.append(append())).kind, 'appended')
    assert.deepEqual([(await one.stored()).length, (await two.stored()).length], [0, 3])
  })

  test('at one place is the same for every binding of it', async (t) => {
    const site = siteOf(t)
    const [one, two] = [await site.open(usual), await site.open(usual)]
    const { strike } = await site.prepare('lost_request')
    await strike()
    assert.deepEqual(fateOf(await one.append(append())), MAY_BE_DONE)
    assert.deepEqual(fateOf(await two.append(append())), MAY_BE_DONE)
  })

  test('that is ended while it is disturbed no longer disturbs, and late requests never arrive', async (t) => {
    const site = siteOf(t)
    const store = await site.open(usual)
    const reader = reading(store.subscribe(everything))
    const { strike, end } = await site.prepare('late_request')
    await strike()
    assert.deepEqual(fateOf(await store.append(append(), LITTLE)), MAY_BE_DONE)
    await end()
    const made = append()
    assert.equal((await store.append(made)).kind, 'appended')
    await reader.has(1)
    assert.deepEqual([reader.events(), await site.stored()], [[idOf(made)], [idOf(made)]])
  })

  test('that is not disturbed passes on what its executor states, and nothing else', () => {
    const behind = new MemoryEventExecutor()
    const around = new LossyLink().around(placeOf('here'), behind)
    assert.deepEqual(
      [around.capability, around.technology, around.grants, around.limits, around.failures],
      [behind.capability, behind.technology, behind.grants, behind.limits, behind.failures],
    )
  })

  for (const name of ['silence', 'late_request', 'lost_reply']) {
    test(`under ${name} has its executor free what it holds for a reader that leaves`, async () => {
      const link = new LossyLink()
      let returned = 0
      const items: EventItems = {
        next: () => new Promise(() => undefined),
        return: () => {
          returned += 1
          return Promise.resolve({ done: true, value: undefined })
        },
      }
      const behind: MemoryEventExecutor = Object.assign(Object.create(new MemoryEventExecutor()), {
        follow: () => items,
      })
      const stop = new AbortController()
      const attempt = {
        signal: stop.signal,
        get aborted() {
          return stop.signal.aborted
        },
      }
      const given = link.around(placeOf('here'), behind).follow({ kind: 'subscribe', ...everything }, attempt)
      const next = given.next()
      const fault = link.faults.find((each) => each.name === name)
      const prepared = gives(await (fault?.prepare(placeOf('here')) ?? assert.fail()), 'prepared')
      await prepared.strike()
      stop.abort()
      await next
      await given.return?.()
      assert.equal(returned, 1)
    })
  }
})
