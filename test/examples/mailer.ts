import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { conformance, type Trial } from 'tenon/conformance'
import * as memory from '../../examples/mailer/test/memory-rig.ts'
import * as spool from '../../examples/mailer/test/spool-rig.ts'

/** Adds a test for each case that the bindings of the mailer promise to keep. */
export const proveMailers = (name: string, trial: Trial): void => {
  for (const rig of [memory, spool])
    suite(`The mailer on ${rig.name}, ${name}`, () => {
      for (const one of conformance(rig, trial))
        test(one.id, async (t) => {
          const verdict = await one.judge()
          if (verdict.kind === 'broken') assert.fail(verdict.says)
          if (verdict.kind !== 'kept') t.skip(verdict.says)
        })
    })
}
