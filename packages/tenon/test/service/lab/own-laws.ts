import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformance, prove, usual } from 'tenon/conformance'
import { loadRig } from '../../../src/service/lab/rig.ts'

/** The lies about the laws that one capability has of its own. */
interface Lies {
  /** What lies, in the plural. */
  readonly who: string
  /** The module of the rig that takes the name of a lie as `lie`. */
  readonly rig: URL
  /** All lies by name, and `honest`, which is none. */
  readonly lies: object
}

const rigOf = ({ rig }: Lies, lie: string) => loadRig(`${rig.href}?lie=${lie}`)

/** Tests that one case catches each lie. The name of a lie is its law, or begins with its law and a slash. */
export const testCaught = (about: Lies, caught: { readonly [lie: string]: string }): void => {
  for (const [lie, by] of Object.entries(caught)) {
    test(`${about.who} that lie about ${lie} are caught by ${by}`, async () => {
      const all = conformance(await rigOf(about, lie), { policy: usual, effort: 'short' })
      const verdict = await all.find(({ id }) => id === by)?.judge()
      assert.equal(verdict?.kind, 'broken', JSON.stringify(verdict))
      assert.equal(verdict.law, lie.split('/')[0], verdict.says)
    })
  }
  test(`There is a lie about each law of ${about.who.toLowerCase()}, and one binding that does not lie`, () => {
    assert.deepEqual(Object.keys(about.lies).toSorted(), [...Object.keys(caught), 'honest'].toSorted())
  })
}

/** Tests that each lie breaks its own law and no other, over all cases. Further lies about a law may break others too. */
export const testAlone = (about: Lies): void => {
  for (const lie of Object.keys(about.lies).filter((name) => !name.includes('/'))) {
    const says = lie === 'honest' ? 'that pass everything on break nothing' : `that lie about ${lie} break that alone`
    test(`${about.who} ${says}`, async (t) => {
      const { cases } = await prove(await rigOf(about, lie), { policy: usual, effort: 'short' }, () => undefined)
      const broken = cases.flatMap(({ id, verdict }) => (verdict.kind === 'broken' ? [{ id, ...verdict }] : []))
      for (const { id, says: how } of broken) t.diagnostic(`${id}: ${how}`)
      assert.deepEqual([...new Set(broken.map(({ law }) => law))], lie === 'honest' ? [] : [lie])
    })
  }
}
