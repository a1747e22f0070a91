import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Capability } from 'tenon'
import { conformance, retrying, type Rig, type Runnable, tight, usual } from 'tenon/conformance'
import { loadRig } from '../../../src/service/lab/rig.ts'
import { matrix, type Row } from '../../conformance-matrix.ts'
import { binaryOf, nats } from '../nats/servers/binaries.ts'
import { faultOf, seed, smokeOf } from './drawn.ts'

const POLICIES = { usual, retrying, tight }

/** Adds a test for every case that a command runs on the bindings of a technology, as the matrix says. */
export const proved = async (technology: string, command: 'test' | 'hostile'): Promise<void> => {
  for (const row of matrix) if (row.technology === technology && row[command] !== 'none') await prove(row, command)
}

/**
 * Adds the tests of a row. Rejects, and says what to do, if there is no server of its series. If NATS is switched off,
 * it adds one test, which is skipped and says so.
 */
const prove = async (row: Row, command: 'test' | 'hostile'): Promise<void> => {
  const rig = await loadRig(new URL(`../../${row.rig}`, import.meta.url).href)
  const name = `${rig.name} under the ${row.policy} policy`
  if (row.version !== null && nats.skip !== false) return void test(name, nats, () => undefined)
  if (row.version !== null) await binaryOf(row.version)
  suite(name, () => {
    for (const one of casesOf(rig, row, command)) {
      test(`${one.id}: ${one.says}`, async (t) => {
        if (row[command] === 'smoke' && faultOf(one) !== null) t.diagnostic(`Seed ${seed} drew ${faultOf(one)}.`)
        const verdict = await one.judge()
        if (verdict.kind === 'broken') assert.fail(`${verdict.law}: ${verdict.says}\n${again(row, command, one)}`)
        if (verdict.kind !== 'kept') t.skip(`${verdict.kind}: ${verdict.says}`)
      })
    }
  })
}

const casesOf = (rig: Rig<Capability>, row: Row, command: 'test' | 'hostile'): readonly Runnable[] => {
  const all = conformance(rig, { policy: POLICIES[row.policy], effort: effortOf(row, command) })
  return row[command] === 'smoke' ? smokeOf(all, rig, seed, row.whole) : all
}

const effortOf = (row: Row, command: 'test' | 'hostile') => {
  const stated = row[command]
  return stated === 'smoke' || stated === 'none' ? 'short' : stated
}

/** Says how to run a failed case again. */
export const again = (row: Row, command: 'test' | 'hostile', { id }: Pick<Runnable, 'id'>): string =>
  [
    'Run this case alone:',
    `  npm run tenon -- conform packages/tenon/test/${row.rig} --case ${id} --effort ${effortOf(row, command)} --policy ${row.policy}`,
    ...(row[command] === 'smoke' ? [`Run the same smoke, of seed ${seed}:`, `  TENON_SEED=${seed} npm test`] : []),
  ].join('\n')
