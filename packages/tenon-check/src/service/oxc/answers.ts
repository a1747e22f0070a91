import type { Comment } from 'oxc-parser'
import type { FileFacts } from '../../domain/facts/file-facts.ts'
import type { Span } from '../../domain/facts/span.ts'

/**
 * How much to read of a file: all its facts, those that the rules of the service need, or only where its imports and
 * exports lead.
 */
export type Depth = 'domain' | 'service' | 'edges'

/** What can be read from a text. */
export interface Answers {
  /** `null` if the tree is too deep to walk. */
  readonly facts: FileFacts | null
  readonly comments: Comments
  readonly literals: Literals
}

/** The comments of a text, or where and why it cannot be parsed. */
export type Comments =
  | { readonly kind: 'comments'; readonly comments: readonly Comment[] }
  | { readonly kind: 'unparsable'; readonly says: string; readonly at: number }

/** The value of a constant, read from the text without running it. */
export type Literal =
  | {
      readonly kind: 'literal'
      readonly value: unknown
      /** The place of each part, by the path of its keys, joined with dots. The empty path is the whole value. */
      readonly spans: ReadonlyMap<string, Span>
      /** The place of each key. */
      readonly keys: ReadonlyMap<string, Span>
      readonly span: Span
    }
  | { readonly kind: 'computed'; readonly path: string; readonly span: Span }

/** The constants that a module exports, or why it cannot be parsed. */
export type Literals =
  | { readonly kind: 'read'; readonly exports: ReadonlyMap<string, Literal> }
  | { readonly kind: 'unparsable'; readonly says: string; readonly span: Span }
