import { test } from 'node:test'
import { firstHour, newcomer } from './first-hour.ts'

test('in a default npm project every command that README shows works, in the order of a newcomer', async (t) => {
  const here = await newcomer(t, process.execPath)
  if (here !== null) await firstHour(here)
})
