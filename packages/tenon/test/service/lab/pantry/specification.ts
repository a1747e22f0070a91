import type { CallOptions } from 'tenon'
import type { Fault, Specification } from 'tenon/conformance'
import { type Case, casesOf } from '../../../../src/domain/conformance/case.ts'
import type { CaseContext, Task } from '../../../../src/domain/conformance/context.ts'
import { gives, holds, same } from '../../../../src/domain/conformance/expect.ts'
import { type FaultRun, runUnderFault, type Workload } from '../../../../src/domain/conformance/under-fault.ts'
import { Pantry, type PantryCapability } from '../../binding/toy.ts'

type Context = CaseContext<PantryCapability>

const put = (store: Pantry, label: string, call: CallOptions) =>
  store.put({ shelf: 'top', tag: null, jars: [{ label, recipe: '{}' }] }, call)

const CALL: CallOptions = { signal: null, deadlineMs: null }

const labels = async (store: Pantry): Promise<readonly string[]> =>
  gives(await store.get({ shelf: 'top' }), 'shelf', 'a look at the shelf').labels

const putOne: Task<PantryCapability> = {
  name: 'put_one',
  async *run({ store }, label, go) {
    yield 'ready'
    await go()
    yield (await put(store, String(label), CALL)).kind
  },
}

interface PantryRun extends FaultRun {
  readonly tried: readonly string[]
  readonly before: readonly string[]
}

const workload: Workload<PantryCapability, PantryRun> = {
  capability: Pantry,
  seed: async ({ store }) => {
    gives(await put(store, 'plum', CALL), 'put', 'a put before the fault')
    return labels(store)
  },
  use: async ({ store }, call) => {
    const outcome = await put(store, 'pear', call)
    return { tried: [outcome.kind], failures: outcome.kind === 'failed' ? [outcome.failure] : [] }
  },
  found: async (_context, store, before) => same(await labels(store), before, 'the shelf after the fault'),
  recover: (context) =>
    context.until('the store puts again', async () => (await put(context.store, 'fig', CALL)).kind === 'put'),
}

const under = (fault: Fault): readonly Case<PantryCapability>[] =>
  casesOf<PantryCapability>('total', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} A put fails with ${fault.gives.join(' or ')}, and what was there stays.`,
      run: async (context) => {
        const { tried, failures, before } = await runUnderFault(context, fault, workload)
        same(tried, ['failed'], 'the outcomes under the fault')
        holds(
          failures.every((word) => fault.gives.includes(word)),
          `a put failed with ${failures.join()}`,
        )
        same((await labels(context.store)).slice(0, before.length), before, 'the shelf after the fault')
      },
    },
  ])

/** What every pantry must keep: a specification in which no word is of another capability. */
export const specification: Specification<PantryCapability> = {
  capability: Pantry,
  laws: {
    keeps: { says: 'Jars that were put are on their shelf.', hostile: false },
    closing: { says: 'Closing frees everything.', hostile: false },
    total: { says: 'Nothing throws or hangs.', hostile: true },
  },
  cases: (faults) => [
    ...casesOf<PantryCapability>('keeps', [
      {
        name: 'what_was_put',
        says: 'A shelf holds every jar that was put there.',
        run: async ({ store }: Context) => {
          for (const label of ['plum', 'pear']) gives(await put(store, label, CALL), 'put', `a put of ${label}`)
          same(await labels(store), ['plum', 'pear'], 'the shelf')
        },
      },
      {
        name: 'what_another_process_put',
        says: 'A shelf holds the jar that another process put there.',
        run: async (context: Context) => {
          const other = context.otherProcess('put_one', 'plum')
          same(await other.receive(), 'ready', 'the first message of the other process')
          same(await labels(context.store), [], 'the shelf before')
          other.go()
          same(await other.receive(), 'put', 'the outcome in the other process')
          same(await labels(context.store), ['plum'], 'the shelf')
        },
      },
    ]),
    ...casesOf<PantryCapability>('closing', [
      {
        name: 'keeps_what_is_remembered',
        says: 'A pantry that remembers always holds its jars when it is opened again.',
        needs: { remembers: 'always' },
        run: async (context: Context) => {
          gives(await put(context.store, 'plum', CALL), 'put', 'a put')
          same(await labels(await context.reopen()), ['plum'], 'the shelf')
        },
      },
    ]),
    ...faults.flatMap(under),
  ],
  tasks: [putOne],
  subjects: [],
  samples: {},
}
