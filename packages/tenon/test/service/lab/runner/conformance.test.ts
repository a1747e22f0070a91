import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { EventStore, type EventStoreCapability } from 'tenon'
import { bind, type Executor } from 'tenon/bind'
import { conformance, type Rig, type Runnable, type Trial, usual } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { unpromised } from '../../../../src/domain/conformance/case.ts'
import { casesFor } from '../../../../src/domain/conformance/event/cases.ts'
import { eventSpecification } from '../../../../src/domain/conformance/event/specification.ts'
import { cases } from '../../../../src/service/lab/runner/conformance.ts'
import { CaseRunner } from '../../../../src/service/lab/runner/case-runner.ts'
import * as modest from '../../conformance/modest.ts'
import * as memory from '../../memory/rig.ts'
import { leastNeed } from '../../semantics/stores.ts'
import * as sqlite from '../../sqlite/rig.ts'

const { laws } = eventSpecification

const short: Trial = { policy: usual, effort: 'short' }
const plain: Trial = { policy: usual, effort: 'plain' }

const idsOf = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id)

const caseOf = (rig: Rig<EventStoreCapability>, id: string, trial: Trial): Runnable =>
  cases(rig, trial).find((each) => each.id === id) ?? assert.fail(`there is no case ${id}`)

const sampleOf = (rig: Rig<EventStoreCapability>) => rig.binding({ folder: '/nowhere', name: 'nowhere' }, usual)

/** Replaces the system's folder for temporary files, so that a test can see what is left in it. */
const temporary = async (t: TestContext): Promise<() => Promise<readonly string[]>> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-test-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  t.after(async () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    await rm(folder, { recursive: true })
  })
  return () => readdir(folder)
}

type Memory = Executor<EventStoreCapability, MemoryEventExecutor['grants']>

/** Returns a rig in memory with some methods replaced, and counts how often its executors were opened. */
const altered = (
  alter: (executor: Memory) => Partial<Memory>,
): { readonly rig: Rig<EventStoreCapability>; opened(): number } => {
  let opened = 0
  const binding: Rig<EventStoreCapability>['binding'] = (_place, policy) => {
    const honest = new MemoryEventExecutor()
    const executor: Memory = {
      capability: EventStore,
      technology: honest.technology,
      grants: honest.grants,
      limits: honest.limits,
      failures: honest.failures,
      open: (attempt) => {
        opened += 1
        return honest.open(attempt)
      },
      execute: (intent, attempt) => honest.execute(intent, attempt),
      follow: (intent, attempt) => honest.follow(intent, attempt),
      close: () => honest.close(),
      ...alter(honest),
    }
    return bind(leastNeed, executor, policy)
  }
  return { rig: { ...memory, binding, faults: [] }, opened: () => opened }
}

const ID = 'append/conflict_says_where_the_stream_is'

/** Reports every conflict as stored. */
const liar = () =>
  altered((honest) => ({
    execute: async (intent, attempt) => {
      const answer = await honest.execute(intent, attempt)
      return answer.kind === 'conflict' ? { kind: 'appended', revision: 0, position: 1, repeated: false } : answer
    },
  })).rig

suite('The cases of a rig', () => {
  for (const rig of [memory, modest, sqlite]) {
    test(`of ${rig.name} are those that its grants promise, and no others`, () => {
      const { grants, failures } = sampleOf(rig)
      const wanted = casesFor(rig.faults, failures).filter((each) => unpromised(EventStore, each, grants) === undefined)
      assert.deepEqual(idsOf(conformance(rig, short)), idsOf(wanted))
      assert.deepEqual(idsOf(cases(rig, short)), idsOf(casesFor(rig.faults, failures)))
    })
  }

  test('are all of them if no trial is stated', () => {
    assert.deepEqual(idsOf(conformance(memory)), idsOf(conformance(memory, { policy: usual, effort: 'full' })))
    assert.deepEqual(idsOf(conformance(memory)), idsOf(conformance(memory, short)))
  })

  test('are without the hostile laws if the effort is plain, and otherwise the same', () => {
    const hostile = conformance(sqlite, short).filter(({ law }) => laws[law]?.hostile)
    assert.ok(hostile.length > 0)
    assert.deepEqual(
      idsOf(conformance(sqlite, plain)),
      idsOf(conformance(sqlite, short).filter(({ law }) => !laws[law]?.hostile)),
    )
  })

  test('are not listed if a fault gives a failure that the capability does not have', () => {
    const [first] = memory.faults
    const faults = first === undefined ? [] : [{ ...first, gives: ['exploded'] as const }]
    assert.throws(() => conformance({ ...memory, faults }, short), {
      name: 'TypeError',
      message: 'The fault lost_request gives exploded: not all are failures of event_store.',
    })
  })

  test('are listed without anything being done', async (t) => {
    const left = await temporary(t)
    const { rig, opened } = altered(() => ({}))
    assert.ok(conformance(rig, short).length > 0 && cases(rig, short).length > 0)
    assert.deepEqual([opened(), await left()], [0, []])
  })
})

const failing = () => {
  throw new RangeError('out of order')
}

suite('A case that is run', () => {
  test('on an honest rig is kept, on a place of its own that is removed', async (t) => {
    const left = await temporary(t)
    const { rig, opened } = altered(() => ({}))
    const one = caseOf(rig, ID, short)
    assert.deepEqual(await one.judge(), { kind: 'kept' })
    await one.run()
    assert.deepEqual([opened(), await left()], [2, []])
  })

  test('on a rig that lies rejects with the sentence of its law and with what was found', async (t) => {
    const left = await temporary(t)
    const one = caseOf(liar(), ID, short)
    const verdict = await one.judge()
    assert.ok(verdict.kind === 'broken' && verdict.law === 'append', JSON.stringify(verdict))
    await assert.rejects(one.run(), {
      name: 'Broken',
      law: 'append',
      message: `${laws['append']?.says} Not so: ${verdict.says}`,
    })
    assert.match(verdict.says, /"conflict".* was expected, and this came: .*"appended"/)
    assert.deepEqual(await left(), [])
  })

  test('on a rig whose answers are not as declared breaks the law total, whatever the case finds', async () => {
    const { rig } = altered((honest) => ({
      execute: async (intent, attempt) => {
        const answer = await honest.execute(intent, attempt)
        return answer.kind === 'conflict' ? { ...answer, actual: -1 } : answer
      },
    }))
    const verdict = await caseOf(rig, ID, short).judge()
    assert.ok(verdict.kind === 'broken' && verdict.law === 'total', JSON.stringify(verdict))
    await assert.rejects(caseOf(rig, ID, short).run(), { law: 'total', message: /^Nothing throws or hangs/ })
  })

  test('is not run if the rig exempts it, and states the reason', async (t) => {
    const left = await temporary(t)
    const { rig, opened } = altered(() => ({ execute: () => assert.fail('nothing is to be asked') }))
    const one = caseOf({ ...rig, exemptions: [{ id: ID, reason: 'It cannot tell.' }] }, ID, short)
    assert.deepEqual(await one.judge(), { kind: 'exempt', says: 'It cannot tell.' })
    await one.run()
    assert.deepEqual([opened(), await left()], [0, []])
  })

  test('is not run if it is not promised, and says why', async (t) => {
    const left = await temporary(t)
    const one = caseOf(memory, 'durability/survives_sigkill', short)
    await one.run()
    assert.deepEqual(await one.judge(), {
      kind: 'not_promised',
      says: 'it needs durability process_crash, and none is granted',
    })
    assert.deepEqual(await left(), [])
  })

  for (const [title, rig, says] of [
    [
      'rejects at open',
      altered(() => ({ open: () => Promise.reject(new RangeError('out of order')) })).rig,
      /did not open/,
    ],
    ['throws at open', altered(() => ({ open: failing })).rig, /did not open/],
    ['throws at close', altered(() => ({ close: failing })).rig, /a store did not close: .*out of order/],
    ['throws at every call', altered(() => ({ execute: failing })).rig, /unclassified/],
    ['never answers open', altered(() => ({ open: () => new Promise(() => undefined) })).rig, /did not open/],
    ['cannot be bound on a place', unbindable(failing), /defect of the kit or of the rig: RangeError: out of order/],
    ['gives something that is not a binding', unbindable(() => Object.create(null)), /defect of the kit or of the rig/],
  ] as const) {
    test(`on a rig that ${title} gives a verdict and never rejects`, { timeout: 60_000 }, async (t) => {
      const left = await temporary(t)
      const policy = { ...usual, attemptMs: 200, deadlineMs: 200 }
      const verdict = await caseOf(rig, ID, { policy, effort: 'short' }).judge()
      assert.ok(verdict.kind === 'broken', JSON.stringify(verdict))
      assert.match(verdict.says, says)
      assert.deepEqual(await left(), [])
    })
  }
})

/** A rig that states what it promises, and fails as soon as it gets a real place. */
function unbindable(bindOn: () => never | ReturnType<Rig<EventStoreCapability>['binding']>): Rig<EventStoreCapability> {
  return {
    ...memory,
    binding: (place, policy) => (place.name === 'nowhere' ? memory.binding(place, policy) : bindOn()),
  }
}

suite('A case of a law that is not hostile', () => {
  const rigs = [memory, modest, sqlite]
  const all = new Map(
    rigs.toReversed().flatMap((rig) => casesFor([], sampleOf(rig).failures).map((each) => [each.id, each])),
  )
  for (const one of all.values()) {
    if (laws[one.law]?.hostile === true) continue
    // The first rig that promises the case. Together they promise all.
    const rig = rigs.find((each) => unpromised(EventStore, one, sampleOf(each).grants) === undefined)
    if (rig === undefined) continue
    test(`uses no other process and no fault: ${one.id}`, async () => {
      await CaseRunner.run(rig, usual, 'short', (context) => {
        const used: string[] = []
        const guarded = new Proxy(context, {
          get: (_, key) => {
            if (key === 'otherProcess' || key === 'lab') used.push(key)
            const value: unknown = Reflect.get(context, key, context)
            return typeof value === 'function' ? value.bind(context) : value
          },
        })
        return one.run(guarded).finally(() => assert.deepEqual(used, []))
      })
    })
  }
})
