import { capability, type Declared, type FailedOf, type Intent, libraryFailures, need } from 'tenon'
import { bind, type Executor } from 'tenon/bind'
import type { Place, Rig, Specification } from 'tenon/conformance'
import { z } from 'zod'

const tide = capability({
  name: 'tide',
  version: 1,
  operations: {
    wash: {
      says: 'Wash a line ashore.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: [],
      intent: z
        .strictObject({ line: z.string().min(1).default('foam') })
        .transform(({ line }) => ({ words: line.split(' ') })),
      states: ({ words }: { readonly words: readonly string[] }) => ({ line: words.join(' ') }),
      result: z.strictObject({ kind: z.literal('washed') }),
    },
    comb: {
      says: 'Give every line on the beach.',
      touches: 'read',
      gives: 'many',
      resume: 'anew',
      last: ['end'],
      silent: 'is_failure',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({}),
      states: 'the_intent',
      result: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('line'), words: z.array(z.string()) }),
        z.strictObject({ kind: z.literal('end') }),
      ]),
    },
  },
  failures: libraryFailures,
  guarantees: {},
  limits: {
    max_words: { says: 'The most words of a line.', measure: 'items', operation: 'wash', path: 'words' },
    kept_lines: { says: 'How many lines stay on the beach.', measure: 'promise' },
  },
})

interface TideCapability extends Declared<typeof tide> {}

const Tide: TideCapability = tide

const grants = {} as const

/** The lines on each beach, by the name of its place. */
const beaches = new Map<string, string[][]>()

const executorAt = ({ name }: Place): Executor<TideCapability, typeof grants> => ({
  capability: Tide,
  technology: { name: 'sand', packages: [] },
  grants,
  limits: { max_words: 5, kept_lines: 1_000 },
  failures: [],
  open: () => Promise.resolve({ kind: 'ready' }),
  execute: ({ words }: Intent<TideCapability, 'wash'>) => {
    beaches.set(name, [...(beaches.get(name) ?? []), words])
    return Promise.resolve({ kind: 'washed' } as const)
  },
  follow: async function* (): AsyncGenerator<Item, undefined, undefined> {
    for (const words of beaches.get(name) ?? []) yield await Promise.resolve({ kind: 'line', words } as const)
    yield { kind: 'end' }
    return undefined
  },
  close: () => Promise.resolve({ kind: 'closed' }),
})

type Item = { readonly kind: 'line'; readonly words: string[] } | { readonly kind: 'end' } | FailedOf<TideCapability>

const specification: Specification<TideCapability> = {
  capability: Tide,
  laws: {},
  cases: () => [],
  tasks: [],
  subjects: [
    {
      operation: 'wash',
      fields: (_context, number) => ({ line: `line ${number}` }),
      done: ({ kind }) => kind === 'washed',
      happened: async (store, { line }) => {
        let times = 0
        for await (const item of store.comb({})) {
          if (item.kind === 'failed') return 'cannot_tell'
          if (item.kind === 'line' && item.words.join(' ') === line) times += 1
        }
        return times > 1 ? 'many' : times === 1 ? 1 : 0
      },
    },
  ],
  samples: {
    wash: { fits: [{}, { line: 'a b c' }], misfits: [{ fields: { line: '' }, names: 'line' }] },
    comb: { fits: [{}], misfits: [{ fields: { from: 1 }, names: 'from' }] },
  },
}

/** An honest binding of an unusual capability: reads that only give many, a write that needs no field and changes form. */
export const rig: Rig<TideCapability> = {
  url: import.meta.url,
  name: 'tide',
  specification,
  binding: (place, policy) => bind(need(Tide, { max_words: 0, kept_lines: 0 }), executorAt(place), policy),
  faults: [],
  exemptions: [],
  sources: [import.meta.url],
  versions: {},
}
