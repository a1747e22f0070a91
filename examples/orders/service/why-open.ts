import type { Reaction } from '../domain/reservation.ts'

/** Returns why a command is still open and must be handled again, in a sentence, or `null` if it is settled. */
export const whyOpen = (handled: Reaction): string | null => {
  switch (handled.kind) {
    case 'decided':
    case 'repeated':
    case 'nothing':
    case 'rejected':
      return null
    case 'contended':
    case 'unreadable':
    case 'defect':
    case 'failed':
      return handled.says
    default:
      return handled satisfies never
  }
}
