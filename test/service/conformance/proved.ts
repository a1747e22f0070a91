import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { conformance, type Law, type Rig, type Trial } from 'tenon/conformance'

/** Makes a test of every case that a rig's binding promises, under one policy; of some laws where these are named. */
export const proved = (rig: Rig, policy: string, trial: Trial, some?: readonly Law[]): void => {
  suite(`${rig.name} under the ${policy} policy`, () => {
    for (const one of conformance(rig, trial)) {
      if (some?.includes(one.law) === false) continue
      test(`${one.id}: ${one.says}`, async (t) => {
        const verdict = await one.judge()
        if (verdict.kind === 'broken') assert.fail(`${verdict.law}: ${verdict.says}`)
        if (verdict.kind !== 'kept') t.skip(`${verdict.kind}: ${verdict.says}`)
      })
    }
  })
}
