import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CancellableAttempt } from '../../../src/service/binding/layers/cancellable-attempt.ts'
import { messageOf } from '../../../src/domain/data/message-of.ts'
import {
  GroupCommit,
  type GroupCommitRules,
  type Transacted,
  type Transactor,
  lockRetryMs,
} from '../../../src/service/binding/group-commit.ts'
import { rest, StoppedClock } from './stopped-clock.ts'

type Script = (works: readonly string[]) => Transacted<string>

/**
 * Follows a script for each group, and keeps the groups. A work item weighs as much as its name is long; weighing
 * `weightless` throws.
 */
class Scripted implements Transactor<string, string> {
  readonly calledOff = 'called off'
  readonly groups: string[] = []
  readonly #script: Script

  constructor(script: Script) {
    this.#script = script
  }

  transact(works: readonly string[]): Transacted<string> {
    this.groups.push(works.join(' '))
    return this.#script(works)
  }

  weigh(work: string): number {
    if (work === 'weightless') throw new Error('cannot be weighed')
    return work.length
  }
}

const commits: Script = (works) => ({ kind: 'committed', answers: works.map((work) => `${work} done`) })
const held: Script = () => ({ kind: 'held', answer: 'held too long' })
const ruined: Script = () => ({ kind: 'ruined', answer: 'ruined', later: 'too late' })
const failsOnBad: Script = (works) => (works.includes('bad') ? { kind: 'failed', answer: 'failed' } : commits(works))

/** Does at most two work items of a group, like a transactor that ends a transaction early. */
const commitsTwo: Script = (works) => commits(works.slice(0, 2))
const throwsOnBad: Script = (works) => {
  if (works.includes('bad')) throw new Error('thrown')
  return commits(works)
}

/** Does one step after the other, and then repeats the last. */
const inTurn = (...steps: Script[]): Script => {
  let turn = 0
  return (works) => {
    const step = steps[Math.min(turn, steps.length - 1)] ?? commits
    turn += 1
    return step(works)
  }
}

/** A group that keeps its answers by the name of the work item, in the order in which they come. */
const grouping = (script: Script, rules: Partial<GroupCommitRules> = {}) => {
  const clock = new StoppedClock()
  const transactor = new Scripted(script)
  const group = new GroupCommit(transactor, { mostWorks: 100, mostWeight: 1_000, patienceMs: 10, ...rules }, clock)
  const answers: Record<string, string> = {}
  const hear = async (work: string, answer: Promise<string>): Promise<void> => {
    try {
      answers[work] = await answer
    } catch (thrown) {
      answers[work] = `rejected: ${messageOf(thrown)}`
    }
  }
  const add = (work: string): CancellableAttempt => {
    const attempt = new CancellableAttempt()
    void hear(work, group.add(work, attempt))
    return attempt
  }
  return { clock, group, groups: transactor.groups, answers, add }
}

describe('Work items that wait', () => {
  test('share one transaction, and none gets its answer before the commit', async () => {
    const { groups, answers, add } = grouping(commits)
    for (const work of ['a', 'b', 'c']) add(work)
    await Promise.resolve()
    assert.deepEqual([groups, answers], [[], {}])
    await rest()
    assert.deepEqual(groups, ['a b c'])
    assert.deepEqual(answers, { a: 'a done', b: 'b done', c: 'c done' })
  })

  test('are split, in order, if there are too many for one transaction', async () => {
    const { groups, answers, add } = grouping(commits, { mostWorks: 2 })
    for (const work of ['a', 'b', 'c', 'd', 'e']) add(work)
    await rest()
    assert.deepEqual(groups, ['a b', 'c d', 'e'])
    assert.equal(answers['e'], 'e done')
  })

  test('are split, in order, if they are too heavy together; one that is too heavy has its own transaction', async () => {
    const { groups, clock, add } = grouping(commits, { mostWeight: 4 })
    for (const work of ['aaa', 'b', 'cc', 'dddddd', 'e']) add(work)
    await clock.pass(0)
    await rest()
    assert.deepEqual(groups, ['aaa b', 'cc', 'dddddd', 'e'])
  })
})

describe('A transaction that ends early', () => {
  test('leaves the rest of its items, in order, to the next one, before newer items', async () => {
    const { groups, clock, answers, add } = grouping((works) => {
      if (works[0] === 'a') add('later')
      return commitsTwo(works)
    })
    for (const work of ['a', 'b', 'c', 'd', 'e']) add(work)
    await clock.pass(0)
    await rest()
    assert.deepEqual(groups, ['a b c d e', 'c d e later', 'e later'])
    assert.deepEqual(Object.keys(answers), ['a', 'b', 'c', 'd', 'e', 'later'])
  })

  test('is followed by another only after the event loop has run', async () => {
    const { groups, add } = grouping(commitsTwo)
    for (const work of ['a', 'b', 'c']) add(work)
    const seen: number[] = []
    setImmediate(() => seen.push(groups.length))
    await rest()
    assert.deepEqual([seen, groups], [[1], ['a b c', 'c']])
  })

  test('does not leave an item to the next one if the item was cancelled meanwhile', async () => {
    const { groups, answers, add } = grouping((works) => {
      last.abort()
      return commitsTwo(works)
    })
    for (const work of ['a', 'b']) add(work)
    const last = add('c')
    await rest()
    assert.deepEqual([groups, answers['c']], [['a b c'], 'called off'])
  })
})

describe('A transactor that throws', () => {
  test('makes the items that it was given reject, and the others continue', async () => {
    const { groups, answers, add } = grouping(throwsOnBad, { mostWorks: 2 })
    for (const work of ['a', 'bad', 'c']) add(work)
    await rest()
    add('d')
    await rest()
    assert.deepEqual(groups, ['a bad', 'c', 'd'])
    const thrown = 'rejected: thrown'
    assert.deepEqual(answers, { a: thrown, bad: thrown, c: 'c done', d: 'd done' })
  })

  test('while it weighs an item makes only that item reject', async () => {
    const { groups, answers, add } = grouping(commits)
    for (const work of ['a', 'weightless', 'c']) add(work)
    await rest()
    assert.deepEqual(groups, ['a c'])
    assert.deepEqual(answers, { a: 'a done', weightless: 'rejected: cannot be weighed', c: 'c done' })
  })

  test('makes items reject during a close too, and the close ends', async () => {
    const { group, answers, add } = grouping(throwsOnBad)
    for (const work of ['a', 'bad']) add(work)
    await group.close('closed')
    assert.deepEqual(answers, { a: 'rejected: thrown', bad: 'rejected: thrown' })
  })

  test('is not called for ever if it commits nothing: the items reject', async () => {
    const { groups, answers, add } = grouping(() => ({ kind: 'committed', answers: [] }))
    add('a')
    await rest()
    assert.deepEqual(groups, ['a'])
    assert.deepEqual(answers, { a: 'rejected: A transaction was committed without an answer.' })
  })
})

describe('A transaction that fails', () => {
  test('is tried again item by item, in order, so that one failure does not affect the others', async () => {
    const { groups, answers, add } = grouping(failsOnBad)
    for (const work of ['a', 'bad', 'c']) add(work)
    await rest()
    await rest()
    assert.deepEqual(groups, ['a bad c', 'a', 'bad', 'c'])
    assert.deepEqual(answers, { a: 'a done', bad: 'failed', c: 'c done' })
  })

  test('of one item is not tried again', async () => {
    const { groups, answers, add } = grouping(failsOnBad)
    add('bad')
    await rest()
    assert.deepEqual([groups, answers], [['bad'], { bad: 'failed' }])
  })

  test('is tried again before newer items', async () => {
    const { groups, add } = grouping((works) => {
      if (works.length > 1 && works[0] === 'a') add('later')
      return failsOnBad(works)
    })
    for (const work of ['a', 'bad']) add(work)
    await rest()
    await rest()
    assert.deepEqual(groups, ['a bad', 'a', 'bad', 'later'])
  })

  test('does not try an item again that was cancelled meanwhile', async () => {
    const { groups, answers, add } = grouping((works) => {
      if (works.length > 1) last.abort()
      return failsOnBad(works)
    })
    for (const work of ['a', 'bad']) add(work)
    const last = add('c')
    await rest()
    await rest()
    assert.deepEqual(groups, ['a bad c', 'a', 'bad'])
    assert.equal(answers['c'], 'called off')
  })
})

describe('A lock that another connection holds', () => {
  test('is tried again after 1 to 5 ms, depending on the random number', async () => {
    assert.deepEqual([0, 0.25, 0.5, 0.75].map(lockRetryMs), [1, 2, 3, 4])
    assert.ok(lockRetryMs(1 - Number.EPSILON) < 5)
    const { clock, groups, answers, add } = grouping(inTurn(held, held, commits))
    clock.chance = 0.5
    add('a')
    await rest()
    clock.chance = 0.25
    await clock.pass(3)
    assert.deepEqual([clock.timers, groups, answers], [[3, 2], ['a', 'a'], {}])
    await clock.pass(2)
    assert.deepEqual([groups.length, answers], [3, { a: 'a done' }])
  })

  test('is not tried sooner because another item comes, which waits with the others', async () => {
    const { clock, groups, answers, add } = grouping(inTurn(held, commits))
    add('a')
    await rest()
    add('b')
    await rest()
    assert.deepEqual(groups, ['a'])
    await clock.pass(1)
    assert.deepEqual(groups, ['a', 'a b'])
    assert.deepEqual(answers, { a: 'a done', b: 'b done' })
  })

  test('makes each item that has waited too long get the answer of the lock', async () => {
    const { clock, answers, add } = grouping(held)
    add('a')
    await clock.pass(5)
    add('b')
    await clock.pass(4)
    assert.deepEqual(answers, {})
    await clock.pass(1)
    assert.deepEqual(answers, { a: 'held too long' })
    await clock.pass(4)
    assert.deepEqual(Object.keys(answers), ['a'])
    await clock.pass(1)
    assert.deepEqual(answers, { a: 'held too long', b: 'held too long' })
    assert.equal(clock.ticking, 0)
  })

  test('is not waited for if the patience is 0', async () => {
    const { clock, groups, answers, add } = grouping(held, { patienceMs: 0 })
    add('a')
    await rest()
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'held too long' }, 0])
  })

  test('does not keep cancelled items: they get their answer within the turn, and the others keep waiting', async () => {
    const { clock, groups, answers, add } = grouping(inTurn(held, commits))
    const [first] = [add('a'), add('b')]
    await rest()
    const late = add('c')
    let turns = 0
    setImmediate(() => (turns += 1))
    first.abort()
    late.abort()
    await Promise.resolve()
    assert.deepEqual([answers, turns], [{ a: 'called off', c: 'called off' }, 0])
    await clock.pass(1)
    assert.deepEqual(groups, ['a b', 'b'])
    assert.equal(answers['b'], 'b done')
  })

  test('is not tried for an item that is cancelled in the turn in which it came', async () => {
    const { groups, answers, add } = grouping(commits)
    add('a').abort()
    add('b')
    await rest()
    assert.deepEqual([groups, answers], [['b'], { a: 'called off', b: 'b done' }])
  })
})

describe('A transaction after which nothing can be trusted', () => {
  test('answers its own items, those that wait and all that come later, and nothing is tried again', async () => {
    const { clock, groups, answers, add } = grouping(ruined, { mostWorks: 2 })
    for (const work of ['a', 'b', 'c']) add(work)
    await rest()
    const told = { a: 'ruined', b: 'ruined', c: 'too late' }
    assert.deepEqual({ ...answers }, told)
    add('d')
    await clock.pass(100)
    assert.deepEqual([groups, answers], [['a b'], { ...told, d: 'too late' }])
  })
})

describe('A group that is closed', () => {
  test('first commits what only waits for its transaction, and lets the event loop run meanwhile', async () => {
    const { group, groups, answers, add } = grouping(commits, { mostWorks: 2 })
    for (const work of ['a', 'b', 'c']) add(work)
    const seen: number[] = []
    setImmediate(() => seen.push(groups.length))
    // A second close does nothing more.
    await Promise.all([group.close('closed'), group.close('closed')])
    assert.deepEqual([seen, groups], [[1], ['a b', 'c']])
    assert.deepEqual(answers, { a: 'a done', b: 'b done', c: 'c done' })
  })

  test('tries failed items one by one before it is closed', async () => {
    const { group, groups, answers, add } = grouping(failsOnBad)
    for (const work of ['a', 'bad']) add(work)
    await group.close('closed')
    assert.deepEqual(groups, ['a bad', 'a', 'bad'])
    assert.deepEqual(answers, { a: 'a done', bad: 'failed' })
  })

  test('answers items that are cancelled meanwhile, and then it is closed', async () => {
    const { group, groups, answers, add } = grouping(commits)
    const only = add('a')
    const closing = group.close('closed')
    only.abort()
    await closing
    assert.deepEqual([groups, answers], [[], { a: 'called off' }])
  })

  test('answers items that wait for a lock with closed, does not try the lock again, and leaves no timer', async () => {
    const { clock, group, groups, answers, add } = grouping(held)
    add('a')
    await rest()
    add('b')
    await group.close('closed')
    await clock.pass(100)
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'closed', b: 'closed' }, 0])
  })

  test('answers items that find the lock held only then with closed', async () => {
    const { clock, group, groups, answers, add } = grouping(held, { mostWorks: 1 })
    for (const work of ['a', 'b']) add(work)
    await group.close('closed')
    await clock.pass(100)
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'closed', b: 'closed' }, 0])
  })
})
