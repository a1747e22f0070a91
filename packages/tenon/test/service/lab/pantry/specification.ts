import { type CaseContext, casesOf, gives, same, type Specification } from 'tenon/conformance'
import { Pantry, type PantryCapability } from './pantry.ts'

const jar = (label: string) => ({ label, recipe: { sugar: [1, null] } })

/** What every pantry must keep: the laws that the kit derives, and one of its own. */
export const specification: Specification<PantryCapability> = {
  capability: Pantry,
  laws: { watched: { says: 'A watcher sees every jar once, in the order of the puts.', hostile: false } },
  cases: () =>
    casesOf<PantryCapability>('watched', [
      {
        name: 'what_was_put',
        says: 'A watcher sees the jars that were put before.',
        run: async ({ store }: CaseContext<PantryCapability>) => {
          for (const label of ['plum', 'pear'])
            gives(await store.put({ tag: null, degrees: 4, jars: [jar(label)] }), 'put', `a put of ${label}`)
          const seen: unknown[] = []
          for await (const item of store.watch({ behind: 0 })) if (seen.push(item) === 2) break
          same(
            seen,
            ['plum', 'pear'].map((label, i) => ({ kind: 'jar', number: i + 1, label })),
            'what a watcher saw',
          )
        },
      },
    ]),
  tasks: [],
  subjects: [
    {
      operation: 'put',
      fields: (_context, number) => ({ tag: `tag-${number}`, degrees: 4, jars: [jar(`label-${number}`)] }),
      done: ({ kind }) => kind === 'put',
      happened: async (store, { jars: [first] }) => {
        const found = await store.get({ label: first?.label ?? '' })
        if (found.kind === 'failed') return 'cannot_tell'
        return found.recipes.length === 0 ? 0 : found.recipes.length === 1 ? 1 : 'many'
      },
    },
  ],
  samples: {
    put: {
      fits: [
        { tag: null, degrees: -3, jars: [jar('fig')] },
        { tag: 'both', degrees: 4, jars: [jar('fig'), { label: 'ä😀', recipe: 'cook it' }] },
      ],
      misfits: [
        { fields: { tag: null, degrees: 4, jars: [] }, names: 'jars' },
        { fields: { tag: '', degrees: 4, jars: [jar('fig')] }, names: 'tag' },
        { fields: { tag: null, degrees: 4, jars: [{ label: 'fig' }] }, names: 'jars[0].recipe' },
      ],
    },
    get: { fits: [{ label: 'fig' }], misfits: [{ fields: { label: 7 }, names: 'label' }] },
    watch: { fits: [{ behind: 0 }], misfits: [{ fields: { behind: -1 }, names: 'behind' }] },
  },
}
