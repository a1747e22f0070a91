import type { Layer } from '../config/layer.ts'
import type { DeclaredType } from '../facts/capability.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { Reference } from '../facts/reference.ts'
import type { Lexicon, Technology } from '../technology/technology.ts'

/** Where a reference leads. Paths are relative to the project's root, with slashes. */
export type Target =
  | FileTarget
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'outside'; readonly path: string }
  | { readonly kind: 'unresolved'; readonly says: string }
  | { readonly kind: 'computed' }

/** A file of the project to which a reference leads. */
export interface FileTarget {
  readonly kind: 'file'
  readonly path: string
  /** `null` if it is in no layer; then `leftOut` gives the reason, if there is a special one. */
  readonly layer: Layer | null
  /**
   * `ignored` by the config; `built` from other files; `hidden`, because it is the config or because its name or a
   * folder's name begins with a dot; otherwise `null`.
   */
  readonly leftOut: 'ignored' | 'built' | 'hidden' | null
}

/** A reference and where it leads. */
export interface Edge {
  readonly reference: Reference
  readonly target: Target
  /** Whether the config lists the specifier, as it is written, as pure. */
  readonly pure: boolean
}

/** What a rule may look at to check one file. */
export interface View {
  readonly facts: FileFacts
  /** The types that the file declares, by their names in it and by the names under which it exports them. */
  readonly types: ReadonlyMap<string, DeclaredType>
  readonly layer: Layer
  readonly edges: readonly Edge[]
  /** The technologies of the project. */
  readonly technologies: readonly Technology[]
  readonly lexicon: Lexicon
  /** Another file of the project by its path, or `null` if there is none. */
  readonly other: (path: string) => View | null
}
