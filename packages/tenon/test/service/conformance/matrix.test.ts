import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Capability } from 'tenon'
import { conformance, type Rig, type Runnable, usual } from 'tenon/conformance'
import { loadRig } from '../../../src/service/lab/rig.ts'
import { tenonHere } from '../../api/cli/tenon.ts'
import { matrix, type Row } from '../../conformance-matrix.ts'
import { faultOf, smokeOf } from './drawn.ts'
import { again } from './proved.ts'

const TESTS = join(import.meta.dirname, '../..')

const rigOf = ({ rig }: Row): Promise<Rig<Capability>> => loadRig(new URL(`../../${rig}`, import.meta.url).href)

const technologies = (rows: readonly Row[]) => [...new Set(rows.map(({ technology }) => technology))].toSorted()

const lawsOf = (cases: readonly Runnable[]): readonly string[] => [...new Set(cases.map(({ law }) => law))].toSorted()

suite('The matrix', () => {
  test('has every rig of a technology that this package ships, each certified and run by the hostile tests, and every technology run by npm test', () => {
    const shipped = globSync('service/{memory,sqlite,nats,projection}/{,*/}{rig,rig-*}.ts', { cwd: TESTS }).toSorted()
    const certified = matrix.filter(({ certify }) => certify !== 'none')
    assert.deepEqual([...new Set(certified.map(({ rig }) => rig))].toSorted(), shipped)
    assert.ok(matrix.every(({ hostile }) => hostile !== 'none'))
    assert.deepEqual(technologies(matrix.filter((row) => row.test === 'smoke')), technologies(matrix))
  })

  test('states the technology and the capability that each rig binds', async () => {
    for (const row of matrix) {
      const { technology, capability } = (await rigOf(row)).binding({ folder: '/nowhere', name: 'nowhere' }, usual)
      assert.equal(
        technology.name.toLowerCase(),
        row.technology === 'remote' ? technology.name : row.technology,
        row.rig,
      )
      assert.equal(capability.name, row.capability)
    }
  })
})

suite('A smoke', () => {
  const smokes = matrix.filter((row) => row.test === 'smoke')

  test('goes through every law, whichever fault is drawn, and through another fault only if a law would be left out', async () => {
    for (const row of smokes) {
      const rig = await rigOf(row)
      const all = conformance(rig, { policy: usual, effort: 'short' })
      for (const [by, { name }] of rig.faults.entries()) {
        const cases = smokeOf(all, rig, by, row.whole)
        assert.deepEqual(lawsOf(cases), lawsOf(all), `${rig.name} under ${name}`)
        const others = cases.filter((one) => ![null, name].includes(faultOf(one)))
        const left = lawsOf(all.filter((one) => ![null, name].includes(faultOf(one)))).filter(
          (law) => !all.some((one) => one.law === law && [null, name].includes(faultOf(one))),
        )
        assert.deepEqual([others.length, lawsOf(others)], [left.length, left], `${rig.name} under ${name}`)
      }
    }
  })

  test('says which command runs a failed case alone, and the command runs it', async () => {
    const memory = smokes.find(({ technology }) => technology === 'memory')
    assert.ok(memory !== undefined)
    const [, alone = '', , smoke = ''] = again(memory, 'test', { id: 'total/under_lost_reply' }).split('\n')
    const words = alone.replace('  npm run tenon -- ', '').split(' ')
    const { code, stdout } = await tenonHere(join(TESTS, '../../..'), ...words)
    assert.equal(code, 0, stdout)
    assert.match(stdout, /kept +total/)
    assert.match(smoke, /^ {2}TENON_SEED=\d+ npm test$/)
  })
})
