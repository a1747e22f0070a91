import type { FileFacts } from '../facts/file-facts.ts'
import type { DeclaredType } from '../facts/capability.ts'
import type { Reference } from '../facts/reference.ts'
import type { Violation } from '../judgement/finding.ts'
import type { Layer } from '../config/layer.ts'
import type { RuleId } from './rule-id.ts'
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

/** A folder or a file of any kind that stands in the domain. */
export interface Standing {
  readonly path: string
  readonly kind: 'folder' | 'file'
}

/** What a rule may look at to judge a project. */
export interface Survey {
  readonly views: readonly View[]
  /** Everything that stands in the domain, folders and files of any kind, in order of path. */
  readonly standing: readonly Standing[]
  readonly lexicon: Lexicon
}

/** A violation that names the file or folder it is in. */
export interface PlacedViolation extends Violation {
  readonly path: string
}

/** A few lines that break a rule, as proof that it is alive. */
export interface Plant {
  readonly layer: Layer
  /** The name of the file, below a folder of the layer. */
  readonly file: string
  /** Its text, in which `<domain>` stands for the specifier of some file of the domain. */
  readonly text: string
}

interface Taught {
  readonly id: RuleId
  /** The cell of the constraint table that it decides. */
  readonly cell: string
  readonly layers: readonly Layer[]
  /** What it demands, in one sentence. */
  readonly what: string
  /** Why, in the pattern's words. */
  readonly why: string
  /** How to mend what breaks it. */
  readonly how: string
  readonly plants: readonly Plant[]
}

/** A rule that looks at one file and at where its references lead. */
export interface FileRule extends Taught {
  readonly reads: 'file'
  readonly find: (view: View) => readonly Violation[]
}

/** A rule that needs the whole project, and so runs in no linter. */
export interface ProjectRule extends Taught {
  readonly reads: 'project'
  /** Why a linter, which sees one file at a time, cannot have it. */
  readonly notInLinters: string
  readonly find: (survey: Survey) => readonly PlacedViolation[]
}

/** A cell of the constraint table as data, and the function of facts that decides it. */
export type Rule = FileRule | ProjectRule
