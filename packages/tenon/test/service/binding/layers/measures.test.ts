import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { capability } from '../../../../src/domain/capability/declaration.ts'
import { need } from '../../../../src/domain/capability/need.ts'
import { libraryFailures } from '../../../../src/domain/vocabulary/failures.ts'
import { binder } from '../../../../src/service/binding/bind.ts'
import type { Executor } from '../../../../src/service/binding/executor.ts'
import { StoppedClock } from '../stopped-clock.ts'
import { patient } from '../toy.ts'

/** A post office. Its limits are those that a pantry does not have. */
const Post = capability({
  name: 'post',
  version: 1,
  operations: {
    send: {
      says: 'Send a letter.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: [],
      intent: z.strictObject({
        to: z.string(),
        text: z.string(),
        delayMs: z.union([z.number(), z.null()]),
        stamps: z.array(z.int()),
      }),
      states: 'the_intent',
      result: z.strictObject({ kind: z.literal('sent') }),
    },
  },
  failures: libraryFailures,
  guarantees: {},
  limits: {
    max_delay_ms: { says: 'The longest delay.', measure: 'value', operation: 'send', path: 'delayMs' },
    max_stamp: { says: 'The highest stamp.', measure: 'value', operation: 'send', path: 'stamps[]' },
    max_text_bytes: { says: 'The most text.', measure: 'json_bytes', operation: 'send', path: '', of: ['text'] },
    max_bytes: { says: 'The most bytes.', measure: 'json_bytes', operation: 'send', path: '', of: ['to', 'text'] },
    kept_ms: { says: 'How long a letter is kept.', measure: 'promise' },
  },
})

const limits = { max_delay_ms: 5_000, max_stamp: 1_200, max_text_bytes: 2_000, max_bytes: 2_500, kept_ms: 60_000 }
const least = { max_delay_ms: 0, max_stamp: 0, max_text_bytes: 0, max_bytes: 0, kept_ms: 0 }
const letter = { to: 'Ada', text: 'Hello.', delayMs: null, stamps: [] }

const executor: Executor<typeof Post, Record<never, never>> = {
  capability: Post,
  technology: { name: 'paper', packages: [] },
  grants: {},
  limits,
  failures: ['closed'],
  open: () => Promise.resolve({ kind: 'ready' }),
  execute: () => Promise.resolve({ kind: 'sent' }),
  close: () => Promise.resolve({ kind: 'closed' }),
}

const bind = binder(new StoppedClock())

/** Returns the outcome of a call with this change, as its sentence or its kind. */
const sent = async (change: Partial<{ [Field in keyof typeof letter]: unknown }>): Promise<string> => {
  const opened = await bind(need(Post, least), executor, patient).open()
  if (opened.kind !== 'opened') return assert.fail(JSON.stringify(opened))
  // Some of the fields are of a type that the compiler would refuse.
  const outcome = await opened.store.send({ ...letter, ...change } as typeof letter)
  return outcome.kind === 'failed' ? `${outcome.failure} ${outcome.effect}: ${outcome.says}` : outcome.kind
}

describe('A number', () => {
  test('above its limit is refused, and the sentence names the place, the limit and both numbers', async () => {
    assert.equal(
      await sent({ delayMs: 9_000 }),
      'too_large none: send: delayMs is 9,000, but max_delay_ms is 5,000: state at most 5,000.',
    )
    assert.equal(
      await sent({ delayMs: 12_345.678 }),
      'too_large none: send: delayMs is 12,345.678, but max_delay_ms is 5,000: state at most 5,000.',
    )
    assert.equal(
      await sent({ stamps: [1, 2_000] }),
      'too_large none: send: stamps[1] is 2,000, but max_stamp is 1,200: state at most 1,200.',
    )
  })

  test('at its limit, or no number at all, is admitted', async () => {
    for (const delayMs of [5_000, 0, -9_000, null]) assert.equal(await sent({ delayMs }), 'sent')
  })
})

describe('A limit on fields of the intent itself', () => {
  test('names the fields, and not an empty place', async () => {
    assert.equal(
      await sent({ text: 'x'.repeat(2_001) }),
      'too_large none: send: text has 2,001 bytes of UTF-8, but max_text_bytes is 2,000: make it smaller or split it.',
    )
    assert.equal(
      await sent({ to: 'é'.repeat(400), text: 'x'.repeat(1_800) }),
      'too_large none: send: to and text have 2,600 bytes of UTF-8, but max_bytes is 2,500: make it smaller or split it.',
    )
  })

  test('admits exactly as much as it says', async () => {
    assert.equal(await sent({ text: 'x'.repeat(2_000) }), 'sent')
    assert.equal(await sent({ to: 'é'.repeat(250), text: 'x'.repeat(2_000) }), 'sent')
  })
})

describe('A promised number', () => {
  test('is compared with the need, and with nothing that is sent', async () => {
    const { gaps } = bind(need(Post, { ...least, kept_ms: 60_001 }), executor, patient)
    assert.deepEqual(gaps, [{ guarantee: 'kept_ms', required: 60_001, granted: 60_000 }])
    assert.deepEqual(bind(need(Post, { ...least, kept_ms: 60_000 }), executor, patient).gaps, [])
    assert.equal(await sent({}), 'sent')
  })

  test('must be stated in a need as any other limit', () => {
    const { kept_ms: _, ...others } = least
    assert.throws(() => need(Post, others as typeof least), {
      message: /\n- kept_ms: state the least you can work with, a whole number of at least 0\.$/,
    })
  })
})
