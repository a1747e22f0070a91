import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { suite, test } from 'node:test'
import { run } from '../../../../src/service/lab/process/command.ts'
import { noHandles } from '../../../../src/service/lab/faults/no-handles.ts'
import { met, under } from './under.ts'

/** Opens this many files and closes them again. */
const take = (many: number): void => {
  const taken: number[] = []
  try {
    while (taken.length < many) taken.push(openSync('/dev/null', 'r'))
  } finally {
    for (const handle of taken) closeSync(handle)
  }
}

const limit = (): Promise<string> =>
  run('prlimit', '--pid', String(process.pid), '--nofile', '--raw', '--noheadings', '--output', 'SOFT,HARD')

suite('no file handles', () => {
  for (const left of [0, 2]) {
    test(`are left except ${left} until it is healed, and then as many as before`, async (t) => {
      await under(t, noHandles(left, met), async (_place, { strike, heal }) => {
        const before = await limit()
        await strike()
        take(left)
        assert.throws(() => take(left + 1), { code: 'EMFILE' })
        await heal()
        take(200)
        assert.equal(await limit(), before)
      })
    })
  }

  test('are given back at the end if they were not healed', async (t) => {
    await under(t, noHandles(0, met), (_place, { strike }) => strike())
    take(200)
  })
})
