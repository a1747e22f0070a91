import type { Layer } from '../config/layer.ts'
import type { DeclaredType } from '../facts/capability.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { Reference } from '../facts/reference.ts'
import type { Lexicon, Technology } from '../technology/technology.ts'

/** Where a reference leads. Paths are from the project's root, with slashes. */
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
  /** `null` where it stands in none; `leftOut` says why, where there is more to say. */
  readonly layer: Layer | null
  /** Whether the config ignores it, it is built from other files, or no project has it (its name or a folder's begins with a dot, or it is the config); else `null`. */
  readonly leftOut: 'ignored' | 'built' | 'hidden' | null
}

/** A reference and where it leads. */
export interface Edge {
  readonly reference: Reference
  readonly target: Target
  /** Whether the project lists the specifier, as it is written, as pure. */
  readonly pure: boolean
}

/** What a rule may look at to judge one file. */
export interface View {
  /** The name that the project's `package.json` states, or `null`. */
  readonly project: string | null
  readonly facts: FileFacts
  /** The types that the file declares, by their names in it and those by which it exports them. */
  readonly types: ReadonlyMap<string, DeclaredType>
  readonly layer: Layer
  readonly edges: readonly Edge[]
  /** The technologies that this project has to do with. */
  readonly technologies: readonly Technology[]
  readonly lexicon: Lexicon
  /** Another file of the project by its path, or `null` where there is none. */
  readonly other: (path: string) => View | null
}
