import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStoreCapability } from 'tenon'
import { conformance, type Rig, type Trial } from 'tenon/conformance'

/** Chooses cases by their ids. */
export type Choice = (id: string) => boolean

/** Every case there is. */
export const every: Choice = () => true

/** Goes once through each fault, and leaves it to the hostile tests to do so for every law. */
export const quick: Choice = (id) => !/^(total|works_after|no_skipped_event|linearisability)\/under_/.test(id)

/** Makes a test of every case that a rig's binding promises and that is chosen, under one policy. */
export const proved = (rig: Rig<EventStoreCapability>, policy: string, trial: Trial, chosen: Choice): void => {
  suite(`${rig.name} under the ${policy} policy`, () => {
    for (const one of conformance(rig, trial)) {
      if (!chosen(one.id)) continue
      test(`${one.id}: ${one.says}`, async (t) => {
        const verdict = await one.judge()
        if (verdict.kind === 'broken') assert.fail(`${verdict.law}: ${verdict.says}`)
        if (verdict.kind !== 'kept') t.skip(`${verdict.kind}: ${verdict.says}`)
      })
    }
  })
}
