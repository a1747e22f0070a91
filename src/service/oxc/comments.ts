import { type Comment, parseSync } from 'oxc-parser'

/** The comments of a text, or where and why it cannot be parsed. */
export type Comments =
  | { readonly kind: 'comments'; readonly comments: readonly Comment[] }
  | { readonly kind: 'unparsable'; readonly says: string; readonly at: number }

/** Reads the comments of a file's text, without making its tree. */
export const commentsOf = (path: string, text: string): Comments => {
  const { comments, errors } = parseSync(path, text)
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error === undefined) return { kind: 'comments', comments }
  return { kind: 'unparsable', says: error.message, at: error.labels[0]?.start ?? 0 }
}
