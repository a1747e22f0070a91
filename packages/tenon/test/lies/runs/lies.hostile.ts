import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prove, usual } from 'tenon/conformance'
import { loadRig } from '../../../src/service/lab/rig.ts'
import { lies } from './lies.ts'

const never = (): undefined => undefined

// Lies that are not the first about their law may break other laws too.
for (const lie of Object.keys(lies).filter((name) => !name.includes('/'))) {
  const says = lie === 'honest' ? 'that pass everything on break nothing' : `that lie about ${lie} break that alone`
  test(`Runs ${says}`, async (t) => {
    const rig = await loadRig(new URL(`rig.ts?lie=${lie}`, import.meta.url).href)
    const { cases } = await prove(rig, { policy: usual, effort: 'short' }, never)
    const broken = cases.flatMap(({ id, verdict }) => (verdict.kind === 'broken' ? [{ id, ...verdict }] : []))
    for (const { id, says: how } of broken) t.diagnostic(`${id}: ${how}`)
    assert.deepEqual([...new Set(broken.map(({ law }) => law))], lie === 'honest' ? [] : [lie])
  })
}
