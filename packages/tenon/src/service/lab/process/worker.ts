import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { checkedStore } from '../../../domain/conformance/checked-store.ts'
import { withDerived } from '../../../domain/conformance/derived/derive.ts'
import { Broken } from '../../../domain/conformance/expect.ts'
import { newId } from '../../node/id.ts'
import { loadRig } from '../rig.ts'
import { now, within } from '../time.ts'
import { type Assignment, type Message, MESSAGE_FD } from './child-process.ts'

const send = (message: Message): void => {
  // The process may be killed at any moment. A synchronous write has put the message into the pipe before then.
  writeSync(MESSAGE_FD, `${JSON.stringify(message).replace(/[\u2028\u2029]/g, escaped)}\n`)
}

/** A reader of lines takes these two characters for line ends, and JSON does not escape them. */
const escaped = (end: string): string => `\\u${end.charCodeAt(0).toString(16)}`

/** Does an assignment in a process of its own, and ends the process. */
export const work = async (assignment: Assignment): Promise<void> => {
  await run(assignment)
  process.exit()
}

const run = async (assignment: Assignment): Promise<void> => {
  try {
    await perform(assignment)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    send({ kind: 'stuck', says: `gave up: ${says}`, law: error instanceof Broken ? error.law : null })
  }
}

const perform = async ({ rig, place, policy, task, input }: Assignment): Promise<void> => {
  const loaded = await loadRig(rig)
  const specification = withDerived(loaded.specification)
  const named = specification.tasks.find(({ name }) => name === task)
  if (named === undefined) return send({ kind: 'stuck', says: `could not begin: there is no task ${task}`, law: null })
  const binding = loaded.binding(place, policy)
  const opened = await binding.open()
  if (opened.kind !== 'opened')
    return send({ kind: 'stuck', says: `could not begin: ${JSON.stringify(opened)}`, law: null })
  const breach = (says: string): void => send({ kind: 'breach', says })
  const by = { failures: binding.failures, deadlineMs: policy.deadlineMs, breach, within }
  const store = checkedStore(specification.capability, opened.store, by)
  const commands = createInterface({ input: process.stdin })
  // If the process that started this one is gone, nothing else would end it.
  commands.once('close', () => process.exit())
  const lines = commands[Symbol.asyncIterator]()
  const go = async (): Promise<void> => {
    await lines.next()
  }
  for await (const value of named.run({ store, place, id: newId, now }, input, go)) send({ kind: 'said', value })
  await binding.close()
}
