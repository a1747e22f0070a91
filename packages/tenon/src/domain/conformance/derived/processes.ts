import type { Capability } from '../../capability/capability.ts'
import type { Json } from '../../data/json.ts'
import type { Case } from '../case.ts'
import type { Task } from '../context.ts'
import { Broken, holds, same, Unproved } from '../expect.ts'
import { type AnySpecification, type AnySubject, type AnyTaskContext, derived, PLAIN, rungs } from './calls.ts'
import { happenedOnce, mustBeDone, type Tried, whatOf, works, Writes } from './writes.ts'
import { isOf, promised } from './laws.ts'

/** The names of the tasks. A capability's own tasks have other names. */
const WRITES = 'derived_writes'
const LOOKS = 'derived_looks'

/** The numbers of the writes that each process makes, so that no two processes make the same write. */
const SPAN = 1_000_000

/** The work that derived cases have other processes do. */
export const tasks = (specification: AnySpecification): readonly Task<Capability>[] => [
  {
    name: WRITES,
    // Makes writes of every subject in turn, and sends the fields of each before it and once more when it is done.
    async *run(context: AnyTaskContext, input: Json): AsyncIterable<Json> {
      const { process, many } = Object(input)
      const writes = new Writes(specification, process * SPAN)
      yield 'ready'
      for (let turn = 0; turn < many; turn += 1)
        for (const [i, subject] of specification.subjects.entries()) {
          const fields = await writes.fields(context, subject)
          yield said(i, fields, false)
          const tried = await writes.again(context, { subject, fields }, PLAIN)
          await mustBeDone(context, tried)
          yield said(i, fields, true)
        }
    },
  },
  {
    name: LOOKS,
    // Looks whether writes have happened, and sends what each look finds.
    async *run({ store }: AnyTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
      yield 'ready'
      await go()
      for (const { subject, fields } of Object(input).writes)
        yield (await specification.subjects[subject]?.happened(store, fields)) ?? 0
    },
  },
]

/** The fields of a subject are JSON. */
const said = (subject: number, fields: object, done: boolean): Json => ({ subject, fields: fields as Json, done })

/** Returns the writes that the task which writes has begun, or those that were done, from its messages. */
const writesIn = (
  { subjects }: AnySpecification,
  messages: readonly Json[],
  which: 'begun' | 'done',
): readonly Tried[] =>
  messages.flatMap((message) => {
    const { subject: i, fields, done } = Object(message)
    const subject: AnySubject | undefined = subjects[i]
    return subject === undefined || done !== (which === 'done') ? [] : [{ subject, fields, outcome: { kind: which } }]
  })

/** The derived cases of the law `durability`, for a capability that has its ladder. */
export const durability = (specification: AnySpecification): readonly Case<Capability>[] =>
  !isOf(specification.capability, 'durability')
    ? []
    : derived('durability', [
        {
          name: 'survives_sigkill',
          says: 'After a process was killed in the middle of writes, everything that was acknowledged has happened once, and nothing has happened twice.',
          needs: rungs(promised.durability),
          run: async (context) => {
            const messages: Json[] = []
            const writes = new Writes(specification, 0)
            for (let round = 0; round < context.rounds(2, 15); round += 1) {
              // Some technologies allow only one process at a time.
              await context.close()
              const child = context.otherProcess(WRITES, {
                process: round + 1,
                many: SPAN / specification.subjects.length,
              })
              // Each round kills it at another moment: after a number of messages, in the middle of its work.
              for (let left = 4 + round * 7; left > 0; left -= 1) {
                const message = await child.receive()
                if (message === undefined) throw new Broken('the process ended before it was killed')
                messages.push(message)
              }
              const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
              messages.push(...rest)
              await context.reopen()
              await works(specification, context, writes)
            }
            const done = writesIn(specification, messages, 'done')
            if (done.length === 0) throw new Unproved('the process was killed before a write was done')
            await happenedOnce(context.store, done, 'after its process was killed', null)
            for (const one of writesIn(specification, messages, 'begun'))
              holds(
                (await one.subject.happened(context.store, one.fields)) !== 'many',
                `after its process was killed, it has happened several times: ${whatOf(one)}`,
              )
          },
        },
        {
          name: 'synced_before_it_is_answered',
          says: 'What is written is synced before the write returns.',
          needs: rungs({ durability: 'power_loss' }),
          run: async (context) => {
            await context.close()
            const input = { process: 1, many: context.rounds(5, 20) }
            const { writes, unsynced } = await context.lab.traced(WRITES, input)
            if (writes === 0)
              throw new Unproved(
                'the process of the binding wrote to no file of its place: the sync is that of a server',
              )
            same(unsynced, 0, 'writes to files that were not synced when a write returned')
          },
        },
      ])

/** The derived cases of the law `reach`, for a capability that has its ladder. */
export const reach = (specification: AnySpecification): readonly Case<Capability>[] =>
  !isOf(specification.capability, 'reach')
    ? []
    : derived('reach', [
        {
          name: 'over_a_network',
          says: 'A process on another machine finds the same store.',
          needs: rungs({ reach: 'network' }),
          run: () =>
            Promise.reject(
              new Unproved('the kit runs on one machine: exempt this case, and name as the reason who has tried it'),
            ),
        },
        {
          name: 'sees_what_another_process_writes',
          says: 'What another process writes has happened here, also after that process has ended.',
          needs: rungs(promised.reach),
          run: async (context) => {
            const messages = await context.otherProcess(WRITES, { process: 1, many: 3 }).receiveAll()
            const done = writesIn(specification, messages, 'done')
            same(done.length, 3 * specification.subjects.length, 'how many writes another process made')
            await happenedOnce(context.store, done, 'after another process made it', null)
          },
        },
        {
          name: 'another_process_sees_what_is_written_here',
          says: 'What is written here has happened for another process that had opened its store before.',
          needs: rungs(promised.reach),
          run: async (context) => {
            const writes = new Writes(specification, 0)
            const ready = await writes.ready(context, 1)
            const input = { writes: ready.map(({ fields }, subject) => said(subject, fields, false)) }
            const child = context.otherProcess(LOOKS, input)
            same(await child.receive(), 'ready', 'the first message of another process')
            for (const one of ready) await mustBeDone(context, await writes.again(context, one, PLAIN))
            child.go()
            for (const times of await child.receiveAll())
              holds(times === 1 || times === 'cannot_tell', `for another process, a write has happened ${times} times`)
          },
        },
      ])
