import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { conformance, type Law, laws, type Rig, type Trial } from 'tenon/conformance'

/** All laws there are. */
export const every = Object.keys(laws).filter((law): law is Law => Object.hasOwn(laws, law))

/** The laws of the quick tests. The others go through the same faults once more, and are left to the hostile ones. */
export const quick: readonly Law[] = every.filter((law) => law !== 'total' && law !== 'works_after')

/** Makes a test of every case that a rig's binding promises, under one policy, of some laws. */
export const proved = (rig: Rig, policy: string, trial: Trial, some: readonly Law[]): void => {
  suite(`${rig.name} under the ${policy} policy`, () => {
    for (const one of conformance(rig, trial)) {
      if (!some.includes(one.law)) continue
      test(`${one.id}: ${one.says}`, async (t) => {
        const verdict = await one.judge()
        if (verdict.kind === 'broken') assert.fail(`${verdict.law}: ${verdict.says}`)
        if (verdict.kind !== 'kept') t.skip(`${verdict.kind}: ${verdict.says}`)
      })
    }
  })
}
