import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { conformance, type Rig, type Trial } from 'tenon/conformance'

/** Makes a test of every case that a rig's binding promises, under one policy. */
export const proved = (rig: Rig, policy: string, trial: Trial): void => {
  suite(`${rig.name} under the ${policy} policy`, () => {
    for (const one of conformance(rig, trial)) {
      test(`${one.id}: ${one.says}`, async (t) => {
        const verdict = await one.judge()
        if (verdict.kind === 'broken') assert.fail(`${verdict.law}: ${verdict.says}`)
        if (verdict.kind !== 'kept') t.skip(`${verdict.kind}: ${verdict.says}`)
      })
    }
  })
}
