import type { Gap } from '../../../domain/capability/need.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Ahead, Conflict, IdReused, NoStream, Truncated } from '../../../domain/event/result.ts'
import { clean } from './event-line.ts'
import { exits, status } from '../session/status.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** An answer of a store that is not what was hoped for. */
export type Unhoped = Conflict | IdReused | NoStream | Truncated | Ahead | EventStoreFailed

/** Says on the notes why a command did not go well, and gives its exit code. What a command itself called off goes unsaid. */
export const tell = async ({ notes, stop }: Terminal, answer: Unhoped): Promise<number> => {
  if (isCalledOff(answer, stop)) return exits.well
  await notes.line(`tenon: ${clean(sentenceOf(answer))}`)
  return exitOf(answer)
}

/** Whether an answer says only that the command itself has called the question off. */
export const isCalledOff = (answer: { readonly kind: string; readonly failure?: string }, stop: AbortSignal): boolean =>
  answer.kind === 'failed' && answer.failure === 'cancelled' && stop.aborted

/** Says which promises a store falls short of, and gives the exit code. */
export const tellGaps = async ({ notes }: Terminal, name: string, gaps: readonly Gap[]): Promise<number> => {
  await notes.line(`tenon: the store ${name} grants less than its need requires; nothing was touched.`)
  for (const gap of gaps) await notes.line(`  ${gap.guarantee}: needs ${gap.required}, has ${gap.granted}`)
  return exits.usage
}

/** The exit code of an answer. */
export const exitOf = (answer: Unhoped): number =>
  answer.kind === 'failed' ? status[answer.failure].exit : exits.finding

/** An answer as a sentence for the person, and the technology's own words where there are any. */
export const sentenceOf = (answer: Unhoped): string => {
  switch (answer.kind) {
    case 'conflict':
      return answer.actual === 'no_stream'
        ? 'conflict: the stream is absent. Nothing was stored.'
        : `conflict: the stream ends at revision ${answer.actual}. Nothing was stored.`
    case 'id_reused':
      return `id_reused: the id ${answer.id} stands for another event already. Nothing was stored.`
    case 'no_stream':
      return 'no_stream: the stream is absent; nothing was ever appended to it.'
    case 'truncated':
      return `truncated: what was asked for was removed; the first that is left is ${answer.first}.`
    case 'ahead':
      return `ahead: the log ends at ${answer.head}. Was it restored from a backup?`
    case 'failed':
      return `${answer.failure}${answer.effect === 'unknown' ? ' (it may have been stored)' : ''}: ${answer.says}${evidenceOf(answer)}`
    default:
      return answer satisfies never
  }
}

const evidenceOf = ({ evidence }: EventStoreFailed): string =>
  evidence === null ? '' : ` [${evidence.technology} ${evidence.code}: ${evidence.message}]`
