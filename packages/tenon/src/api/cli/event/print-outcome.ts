import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Ahead, Conflict, IdReused, NoStream, Truncated } from '../../../domain/event/result.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { done, type Ending } from '../session/outcome.ts'
import { failureSentence, isCancelled } from '../session/print-failure.ts'
import { statusOf } from '../session/status.ts'
import { exits } from '../terminal/exits.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'

/** An answer of an event store with which a command cannot go on. */
export type Unsuccessful = Conflict | IdReused | NoStream | Truncated | Ahead | EventStoreFailed

/**
 * Prints an unsuccessful answer, which becomes the outcome. A call that the command itself cancelled is not printed.
 */
export const printOutcome = async (terminal: Terminal, answer: Unsuccessful): Promise<Ending> => {
  if (isCancelled(answer, terminal.stop)) return done({})
  await terminal.notes.line(`tenon: ${clean(sentenceOf(answer))}`)
  return { code: exitOf(answer), outcome: answer }
}

/** Returns the exit code of an unsuccessful answer. */
export const exitOf = (answer: Unsuccessful): number =>
  answer.kind === 'failed' ? statusOf(answer.failure, EventStore.failures[answer.failure]).exit : exits.finding

/** Returns an unsuccessful answer as a sentence for people. */
export const sentenceOf = (answer: Unsuccessful): string => {
  switch (answer.kind) {
    case 'conflict':
      return answer.actual === 'no_stream'
        ? 'conflict: the stream is absent. Nothing was stored.'
        : `conflict: the stream ends at revision ${answer.actual}. Nothing was stored.`
    case 'id_reused':
      return `id_reused: the id ${answer.id} already belongs to another event. Nothing was stored.`
    case 'no_stream':
      return 'no_stream: the stream is absent; nothing was ever appended to it.'
    case 'truncated':
      return `truncated: the requested events were removed; the first that is left is ${answer.first}.`
    case 'ahead':
      return `ahead: the log ends at ${answer.head}. Was it restored from a backup?`
    case 'failed':
      return failureSentence(answer)
    default:
      return answer satisfies never
  }
}
