import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Place } from 'tenon/conformance'
import { heldLock } from '../../../../src/service/lab/faults/held-lock.ts'
import { met, under } from './under.ts'

const stated = { ...met, name: 'held', says: 'Another process holds a lock.', strikes: 'calls' } as const

/** A process whose lock is a file. */
const SCRIPT = `
  const { rmSync, writeFileSync } = require('node:fs')
  console.log('ready')
  require('node:readline').createInterface({ input: process.stdin }).on('line', (told) => {
    if (told === 'take') writeFileSync(process.argv[1], String(process.pid))
    else rmSync(process.argv[1])
    console.log(told === 'take' ? 'taken' : 'released')
  })
`

const lock = ({ folder }: Place): string => join(folder, 'lock')

const faultOf = (script: string) =>
  heldLock({ ...stated, command: (place) => [process.execPath, '--eval', script, lock(place)] })

suite('a lock that another process holds', () => {
  test('is held until it is healed', async (t) => {
    await under(t, faultOf(SCRIPT), async (place, { strike, heal }) => {
      assert.ok(!existsSync(lock(place)))
      await strike()
      assert.ok(existsSync(lock(place)))
      await heal()
      assert.ok(!existsSync(lock(place)))
    })
  })

  test('is released at the end if it was not healed', async (t) => {
    await under(t, faultOf(SCRIPT), (_place, { strike }) => strike())
  })

  test('by a process that does something else is an error of the rig, with a message that says so', async (t) => {
    await assert.rejects(
      under(t, faultOf('process.exit()'), () => Promise.resolve()),
      /ended before it said ready/,
    )
    await assert.rejects(
      under(t, faultOf("console.log('what?'); setInterval(() => {}, 1000)"), () => Promise.resolve()),
      /said what\?, and not ready/,
    )
    await assert.rejects(
      under(t, heldLock({ ...stated, command: () => ['/no/such/command'] }), () => Promise.resolve()),
      /ended before it said ready/,
    )
  })
})
