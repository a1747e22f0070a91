import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Site } from '../../../domain/conformance/context.ts'
import { Broken } from '../../../domain/conformance/expect.ts'
import { tasks } from '../../../domain/conformance/event/tasks.ts'
import { witnessed } from '../../../domain/conformance/checked-store.ts'
import { newId } from '../../node/id.ts'
import { type Errand, type Said, SPEECH } from './child-process.ts'
import { now, within } from '../time.ts'
import { loadRig } from '../rig.ts'

const say = (said: Said): void => {
  // A process may be killed at any moment: what it has said is in the pipe by then.
  writeSync(SPEECH, `${JSON.stringify(said).replace(/[\u2028\u2029]/g, escaped)}\n`)
}

/** These two end a line too for whoever reads lines, and may stand as they are in JSON. */
const escaped = (end: string): string => `\\u${end.charCodeAt(0).toString(16)}`

/** Does an errand in a process of its own, and ends the process. */
export const work = async (errand: Errand): Promise<void> => {
  await run(errand)
  process.exit()
}

const run = async (errand: Errand): Promise<void> => {
  try {
    await perform(errand)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    say({ kind: 'stuck', says: `gave up: ${says}`, law: error instanceof Broken ? error.law : null })
  }
}

const perform = async ({ rig, place, policy, task, input }: Errand): Promise<void> => {
  const named = tasks.find(({ name }) => name === task)
  if (named === undefined) return say({ kind: 'stuck', says: `could not begin: there is no task ${task}`, law: null })
  const loaded = await loadRig(rig)
  const binding = loaded.binding(place, policy)
  const opened = await binding.open()
  if (opened.kind !== 'opened')
    return say({ kind: 'stuck', says: `could not begin: ${JSON.stringify(opened)}`, law: null })
  const breach = (says: string): void => say({ kind: 'breach', says })
  const store = witnessed(opened.store, { failures: binding.failures, deadlineMs: policy.deadlineMs, breach, within })
  const site: Site = { store, id: newId, now }
  const heard = createInterface({ input: process.stdin })
  // Whoever started it is gone: nobody would end it.
  heard.once('close', () => process.exit())
  const lines = heard[Symbol.asyncIterator]()
  const told = async (): Promise<void> => {
    await lines.next()
  }
  for await (const value of named.run(site, input, told)) say({ kind: 'said', value })
  await binding.close()
}
