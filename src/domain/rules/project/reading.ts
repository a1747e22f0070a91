import type { Trouble } from '../facts/file-facts.ts'
import type { Span } from '../facts/span.ts'
import type { Layer } from '../config/layer.ts'
import type { Survey } from './survey.ts'

/** A text that has a place in the project, and where its lines begin. */
export interface FileLines {
  readonly path: string
  readonly lineStarts: readonly number[]
}

/** A pattern of the config by which no file comes into its layer. It stands in the config's text. */
interface EmptyPattern extends Span {
  readonly layer: Layer
  readonly pattern: string
}

/** What a pattern under "ignored" takes out of a layer. It stands in the config's text. */
export interface IgnoredSources extends Span {
  readonly pattern: string
  readonly layer: Layer
  /** Source files, in order of path; one at least. */
  readonly paths: readonly string[]
}

/** What was read of a project. */
export interface Reading extends Survey {
  readonly config: FileLines
  readonly emptyPatterns: readonly EmptyPattern[]
  readonly ignoredSources: readonly IgnoredSources[]
  /** Source files in no layer. */
  readonly unlayered: readonly string[]
  /** Folders and files that could not be read, and how to mend that. */
  readonly unread: readonly (Trouble & FileLines & { readonly fix: string })[]
}

/** Whether the whole project is judged, or some of its files; then the rules that need the whole of it are left out. */
export type Extent = 'project' | 'files'
