import { parseSync } from 'oxc-parser'
import type { Comments } from './answers.ts'
import { mayEnd, readAside } from './aside.ts'
import { refusal } from './refused-text.ts'

/** Reads the comments of a file's text, without building its tree. */
export const commentsOf = (path: string, text: string): Comments => {
  const trouble = refusal(text)
  if (trouble !== null) return { kind: 'unparsable', says: trouble.says, at: trouble.start }
  if (!mayEnd(path, text)) return commentsHere(path, text)
  const [aside] = readAside([{ of: 'comments', path, text, depth: 'edges' }])
  return aside?.kind === 'read' ? aside.answer : { kind: 'unparsable', says: aside?.says ?? '', at: 0 }
}

/** As `commentsOf`, but always in this thread, however much stack it takes. */
export const commentsHere = (path: string, text: string): Comments => {
  const { comments, errors } = parseSync(path, text)
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error === undefined) return { kind: 'comments', comments }
  return { kind: 'unparsable', says: error.message, at: error.labels[0]?.start ?? 0 }
}
