import type { Layer } from '../config/layer.ts'
import type { Trouble } from '../facts/file-facts.ts'
import type { Span } from '../facts/span.ts'
import type { Survey } from './survey.ts'

/** A file of the project, and the offsets at which its lines begin. */
export interface FileLines {
  readonly path: string
  readonly lineStarts: readonly number[]
}

/** A pattern of the config that puts no file into its layer. Its span is in the config's text. */
interface EmptyPattern extends Span {
  readonly layer: Layer
  readonly pattern: string
}

/** Source files that a pattern under "ignored" takes out of a layer. The span is in the config's text. */
export interface IgnoredSources extends Span {
  readonly pattern: string
  readonly layer: Layer
  /** Source files, in order of path; at least one. */
  readonly paths: readonly string[]
}

/** Everything that was read of a project. */
export interface Reading extends Survey {
  readonly config: FileLines
  readonly emptyPatterns: readonly EmptyPattern[]
  readonly ignoredSources: readonly IgnoredSources[]
  /** Source files in no layer. */
  readonly unlayered: readonly string[]
  /** Folders and files that could not be read, and how to fix that. */
  readonly unread: readonly (Trouble & FileLines & { readonly fix: string })[]
}

/** Whether the whole project is checked, or some of its files without the rules that need the whole project. */
export type Extent = 'project' | 'files'
