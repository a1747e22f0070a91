import type { Lexicon } from '../technology/technology.ts'
import type { View } from './view.ts'

/** A folder, or a file of any kind, in the domain. */
export interface DomainEntry {
  readonly path: string
  readonly kind: 'folder' | 'file'
}

/** What a rule may look at to check a project. */
export interface Survey {
  readonly views: readonly View[]
  /** Everything in the domain, folders and files of any kind, in order of path. */
  readonly domainEntries: readonly DomainEntry[]
  readonly lexicon: Lexicon
}
