import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CancellableAttempt } from '../../../src/service/binding/layers/cancellable-attempt.ts'
import { messageOf } from '../../../src/service/binding/message-of.ts'
import {
  GroupCommit,
  type GroupCommitRules,
  type Transacted,
  type Transactor,
  turnMs,
} from '../../../src/service/binding/group-commit.ts'
import { rest, StoppedClock } from './stopped-clock.ts'

type Script = (works: readonly string[]) => Transacted<string>

/** Does what a script says with each group, and keeps the groups. A work weighs what its name is long; one named `weightless` throws. */
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

/** Does no more than two works of a group, as a transactor does whose time is over. */
const commitsTwo: Script = (works) => commits(works.slice(0, 2))
const throwsOnBad: Script = (works) => {
  if (works.includes('bad')) throw new Error('thrown')
  return commits(works)
}

/** Does one thing after the other, and the last for ever. */
const inTurn = (...steps: Script[]): Script => {
  let turn = 0
  return (works) => {
    const step = steps[Math.min(turn, steps.length - 1)] ?? commits
    turn += 1
    return step(works)
  }
}

/** A group whose answers are kept by the work's name, as they come. */
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

describe('Works that wait', () => {
  test('share the transaction of their turn, and nobody is answered before it', async () => {
    const { groups, answers, add } = grouping(commits)
    for (const work of ['a', 'b', 'c']) add(work)
    await Promise.resolve()
    assert.deepEqual([groups, answers], [[], {}])
    await rest()
    assert.deepEqual(groups, ['a b c'])
    assert.deepEqual(answers, { a: 'a done', b: 'b done', c: 'c done' })
  })

  test('are split, in order, where there are more than one transaction takes', async () => {
    const { groups, answers, add } = grouping(commits, { mostWorks: 2 })
    for (const work of ['a', 'b', 'c', 'd', 'e']) add(work)
    await rest()
    assert.deepEqual(groups, ['a b', 'c d', 'e'])
    assert.equal(answers['e'], 'e done')
  })

  test('are split, in order, where they weigh too much together; one that is too heavy goes alone', async () => {
    const { groups, clock, add } = grouping(commits, { mostWeight: 4 })
    for (const work of ['aaa', 'b', 'cc', 'dddddd', 'e']) add(work)
    await clock.pass(0)
    await rest()
    assert.deepEqual(groups, ['aaa b', 'cc', 'dddddd', 'e'])
  })
})

describe('A transaction that ends early', () => {
  test('leaves the rest of its works, in order, to the next, before what has come since', async () => {
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

  test('is followed by another only when the event loop has gone on', async () => {
    const { groups, add } = grouping(commitsTwo)
    for (const work of ['a', 'b', 'c']) add(work)
    const seen: number[] = []
    setImmediate(() => seen.push(groups.length))
    await rest()
    assert.deepEqual([seen, groups], [[1], ['a b c', 'c']])
  })

  test('leaves no work for another transaction that was called off meanwhile', async () => {
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
  test('rejects the works that it was given, and goes on with the others', async () => {
    const { groups, answers, add } = grouping(throwsOnBad, { mostWorks: 2 })
    for (const work of ['a', 'bad', 'c']) add(work)
    await rest()
    add('d')
    await rest()
    assert.deepEqual(groups, ['a bad', 'c', 'd'])
    const thrown = 'rejected: thrown'
    assert.deepEqual(answers, { a: thrown, bad: thrown, c: 'c done', d: 'd done' })
  })

  test('while it weighs a work rejects that work alone', async () => {
    const { groups, answers, add } = grouping(commits)
    for (const work of ['a', 'weightless', 'c']) add(work)
    await rest()
    assert.deepEqual(groups, ['a c'])
    assert.deepEqual(answers, { a: 'a done', weightless: 'rejected: cannot be weighed', c: 'c done' })
  })

  test('rejects what is closed too, and the close ends', async () => {
    const { group, answers, add } = grouping(throwsOnBad)
    for (const work of ['a', 'bad']) add(work)
    await group.close('closed')
    assert.deepEqual(answers, { a: 'rejected: thrown', bad: 'rejected: thrown' })
  })

  test('is not asked for ever if it commits nothing: that rejects too', async () => {
    const { groups, answers, add } = grouping(() => ({ kind: 'committed', answers: [] }))
    add('a')
    await rest()
    assert.deepEqual(groups, ['a'])
    assert.deepEqual(answers, { a: 'rejected: A transaction was committed without an answer.' })
  })
})

describe('A transaction that fails', () => {
  test('is tried again one by one, in order, so that one failure is its own', async () => {
    const { groups, answers, add } = grouping(failsOnBad)
    for (const work of ['a', 'bad', 'c']) add(work)
    await rest()
    await rest()
    assert.deepEqual(groups, ['a bad c', 'a', 'bad', 'c'])
    assert.deepEqual(answers, { a: 'a done', bad: 'failed', c: 'c done' })
  })

  test('of one work is not tried again', async () => {
    const { groups, answers, add } = grouping(failsOnBad)
    add('bad')
    await rest()
    assert.deepEqual([groups, answers], [['bad'], { bad: 'failed' }])
  })

  test('is tried again before what has come since', async () => {
    const { groups, add } = grouping((works) => {
      if (works.length > 1 && works[0] === 'a') add('later')
      return failsOnBad(works)
    })
    for (const work of ['a', 'bad']) add(work)
    await rest()
    await rest()
    assert.deepEqual(groups, ['a bad', 'a', 'bad', 'later'])
  })

  test('does not try again what was called off meanwhile', async () => {
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

describe('A lock that somebody else holds', () => {
  test('is asked for again after 1 to 5 ms, by the number that is drawn', async () => {
    assert.deepEqual([0, 0.25, 0.5, 0.75].map(turnMs), [1, 2, 3, 4])
    assert.ok(turnMs(1 - Number.EPSILON) < 5)
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

  test('is not asked for sooner because another work comes, which waits with the others', async () => {
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

  test('ends the patience of each in its own time, with the answer of the lock', async () => {
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

  test('is not waited for at all by those without patience', async () => {
    const { clock, groups, answers, add } = grouping(held, { patienceMs: 0 })
    add('a')
    await rest()
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'held too long' }, 0])
  })

  test('keeps nobody who is called off: they are answered in the same turn, and the others wait on', async () => {
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

  test('is not asked for by a work that is called off in the turn in which it came', async () => {
    const { groups, answers, add } = grouping(commits)
    add('a').abort()
    add('b')
    await rest()
    assert.deepEqual([groups, answers], [['b'], { a: 'called off', b: 'b done' }])
  })
})

describe('A transaction after which nothing can be trusted', () => {
  test('answers its own works, those that wait, and all that come later, and nothing is tried again', async () => {
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
  test('commits first what only waits for its transaction, and lets the event loop go on meanwhile', async () => {
    const { group, groups, answers, add } = grouping(commits, { mostWorks: 2 })
    for (const work of ['a', 'b', 'c']) add(work)
    const seen: number[] = []
    setImmediate(() => seen.push(groups.length))
    // Twice is once.
    await Promise.all([group.close('closed'), group.close('closed')])
    assert.deepEqual([seen, groups], [[1], ['a b', 'c']])
    assert.deepEqual(answers, { a: 'a done', b: 'b done', c: 'c done' })
  })

  test('tries one by one, before it is closed, what fails together', async () => {
    const { group, groups, answers, add } = grouping(failsOnBad)
    for (const work of ['a', 'bad']) add(work)
    await group.close('closed')
    assert.deepEqual(groups, ['a bad', 'a', 'bad'])
    assert.deepEqual(answers, { a: 'a done', bad: 'failed' })
  })

  test('answers what is called off meanwhile, and then it is closed', async () => {
    const { group, groups, answers, add } = grouping(commits)
    const only = add('a')
    const closing = group.close('closed')
    only.abort()
    await closing
    assert.deepEqual([groups, answers], [[], { a: 'called off' }])
  })

  test('answers closed to what waits for a lock, does not ask for it again, and leaves no timer', async () => {
    const { clock, group, groups, answers, add } = grouping(held)
    add('a')
    await rest()
    add('b')
    await group.close('closed')
    await clock.pass(100)
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'closed', b: 'closed' }, 0])
  })

  test('answers closed to what finds the lock held only then', async () => {
    const { clock, group, groups, answers, add } = grouping(held, { mostWorks: 1 })
    for (const work of ['a', 'b']) add(work)
    await group.close('closed')
    await clock.pass(100)
    assert.deepEqual([groups, answers, clock.ticking], [['a'], { a: 'closed', b: 'closed' }, 0])
  })
})
