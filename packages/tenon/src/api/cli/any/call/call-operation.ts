import type { Capability } from '../../../../domain/capability/capability.ts'
import type { Failed } from '../../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../../domain/capability/outcome.ts'
import { done, type Ending, failedEnding } from '../../session/outcome.ts'
import { isCancelled } from '../../session/print-failure.ts'
import { type SessionOptions, withCreatedStore, withExistingStore } from '../../session/session.ts'
import type { Chosen } from '../../session/stores.ts'
import { exits } from '../../terminal/exits.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { resultKinds } from '../schema/operation-schema.ts'
import { type Result, resultText } from './outcome-text.ts'

/** A call of an operation that is ready to be sent. */
export interface Call {
  readonly chosen: Chosen<Capability>
  readonly operation: string
  readonly fields: object
  /** The most items to print, if the operation gives many. */
  readonly limit: number
}

/**
 * Opens the store, sends the call, prints what it gives, and closes the store. Only a call that writes creates a store
 * that does not exist. Returns the exit code.
 */
export const callOperation = (terminal: Terminal, options: SessionOptions, call: Call): Promise<number> => {
  const { chosen, operation } = call
  const declared = chosen.capability.operations[operation]
  const within = declared?.touches === 'write' ? withCreatedStore : withExistingStore
  return within(terminal, options, chosen, (store) =>
    declared?.gives === 'many' ? printItems(terminal, store, call) : printResult(terminal, store, options, call),
  )
}

const printResult = async (
  terminal: Terminal,
  store: object,
  { json }: SessionOptions,
  call: Call,
): Promise<Ending> => {
  const { chosen, operation } = call
  const answer = await send<Promise<Result | Failed>>(terminal, store, call)
  if (isFailed(answer)) return failedEnding(terminal, call.chosen.capability, answer)
  if (!json) await terminal.output.line(resultText(answer))
  const declared = chosen.capability.operations[operation]
  const hopedFor = declared === undefined ? answer.kind : resultKinds(declared)[0]?.kind
  return { code: answer.kind === hopedFor ? exits.well : exits.finding, outcome: answer }
}

const printItems = async (terminal: Terminal, store: object, call: Call): Promise<Ending> => {
  let items = 0
  for await (const item of send<AsyncIterable<Result | Failed>>(terminal, store, call)) {
    if (isCancelled(item, terminal.stop)) break
    if (isFailed(item)) return failedEnding(terminal, call.chosen.capability, item)
    await terminal.output.line(JSON.stringify(item))
    items += 1
    if (items >= call.limit || terminal.stop.aborted) break
  }
  return done({ items })
}

/** Calls a method of a store. Its type follows from what the declaration says that the operation gives. */
const send = <Answer>(terminal: Terminal, store: object, { operation, fields }: Call): Answer => {
  const options: CallOptions = { signal: terminal.stop, deadlineMs: null }
  const method: (fields: object, options: CallOptions) => Answer = Reflect.get(store, operation)
  return method(fields, options)
}

const isFailed = (answer: Result | Failed): answer is Failed => answer.kind === 'failed'
