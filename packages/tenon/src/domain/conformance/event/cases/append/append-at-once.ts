import { gives, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { few, fill, ids, nth, streamOf } from '../../given/events.ts'

/** How many appends are made at the same time. */
const AT_ONCE = 20

/** The cases of the law `append` in which many appends are made at the same time. */
export const appendAtOnce = eventCases('append', [
  {
    name: 'one_of_many_creates_a_stream',
    says: 'Of many appends at once that expect no stream, exactly one is stored, and the others conflict with it.',
    run: (context: EventContext) => raced(context, 'no_stream', 0),
  },
  {
    name: 'one_of_many_follows_a_revision',
    says: 'Of many appends at once that expect the same revision, exactly one is stored, and the others conflict with it.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 2)
      await raced(context, 1, made.length)
    },
  },
  {
    name: 'many_at_once_all_stand',
    says: 'Appends at once that expect nothing are all stored, each batch whole and in order, and the revisions have no gaps.',
    run: async (context: EventContext) => {
      const streams = ['a-0', 'a-1', 'a-2'] as const
      const made = Array.from({ length: AT_ONCE }, (_, turn) => ({
        stream: nth(streams, turn % streams.length),
        batched: few(context, 1 + (turn % 4)),
      }))
      const answers = await Promise.all(
        made.map(async ({ stream, batched }) =>
          gives(
            await context.store.append({ stream, expectedRevision: 'any', events: batched }),
            'appended',
            `one of ${AT_ONCE} appends at once`,
          ),
        ),
      )
      same(new Set(answers.map(({ position }) => position)).size, AT_ONCE, 'different positions that were returned')
      for (const stream of streams) {
        const stored = await streamOf(context.store, stream)
        same(
          stored.map(({ revision }) => revision),
          [...stored.keys()],
          `the revisions of ${stream}`,
        )
        const positions = stored.map(({ position }) => position)
        same(
          positions,
          positions.toSorted((one, other) => one - other),
          `the positions of ${stream}, which rise`,
        )
        const appends = made.map((one, turn) => ({ ...one, revision: nth(answers, turn).revision }))
        const inOrder = appends
          .filter((one) => one.stream === stream)
          .toSorted((one, other) => one.revision - other.revision)
        same(
          ids(stored),
          ids(inOrder.flatMap(({ batched }) => batched)),
          `the ids of ${stream}, in the order of the outcomes`,
        )
      }
    },
  },
])

/**
 * Makes many appends at once to a stream that already holds `holding` events, and claims that exactly one of them is
 * stored.
 */
const raced = async (context: EventContext, expectedRevision: 'no_stream' | number, holding: number): Promise<void> => {
  const many = Array.from({ length: AT_ONCE }, (_, turn) => few(context, 1 + (turn % 3)))
  const outcomes = await Promise.all(
    many.map((batched) => context.store.append({ stream: 'a-1', expectedRevision, events: batched })),
  )
  const winners = many.filter((_, turn) => outcomes[turn]?.kind === 'appended')
  same(winners.length, 1, `appends that were stored of ${AT_ONCE} that expect ${expectedRevision}`)
  const stored = (await streamOf(context.store, 'a-1')).slice(holding)
  same(ids(stored), ids(winners.flat()), 'the ids that were stored')
  const actual = holding + stored.length - 1
  for (const outcome of outcomes)
    if (outcome.kind !== 'appended') same(outcome, { kind: 'conflict', actual }, 'the outcome of one that lost')
}
