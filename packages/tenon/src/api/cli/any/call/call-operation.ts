import type { Capability } from '../../../../domain/capability/capability.ts'
import type { Failed } from '../../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../../domain/capability/outcome.ts'
import { Admission } from '../../../../service/binding/layers/admission.ts'
import { done, type Ending, failedEnding } from '../../session/outcome.ts'
import { isCancelled } from '../../session/print-failure.ts'
import { conclude, type SessionOptions, withCreatedStore, withExistingStore } from '../../session/session.ts'
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
 * that does not exist, and only if the binding admits its fields. Returns the exit code.
 */
export const callOperation = async (terminal: Terminal, options: SessionOptions, call: Call): Promise<number> => {
  const { chosen, operation, fields } = call
  const { capability, binding } = chosen
  const declared = capability.operations[operation]
  if (declared?.touches !== 'write')
    return withExistingStore(terminal, options, chosen, (store) => print(terminal, store, options, call))
  const admitted = binding.gaps.length > 0 ? fields : new Admission(binding, operation, declared).admit(fields)
  if (isFailed(admitted)) return conclude(terminal, options, await failedEnding(terminal, capability, admitted))
  return withCreatedStore(terminal, options, chosen, (store) => print(terminal, store, options, call))
}

const print = (terminal: Terminal, store: object, options: SessionOptions, call: Call): Promise<Ending> =>
  call.chosen.capability.operations[call.operation]?.gives === 'many'
    ? printItems(terminal, store, call)
    : printResult(terminal, store, options, call)

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

const isFailed = (answer: object): answer is Failed => Reflect.get(answer, 'kind') === 'failed'
