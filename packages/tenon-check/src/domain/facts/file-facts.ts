import type { Allowance } from './allowance.ts'
import type { AmbientUse } from './ambient.ts'
import type { AnchorCall, ConfigUse, DeclaredType, Fulfilment } from './capability.ts'
import type { DeclaredName, Derivation, Word } from './declaration.ts'
import type { Effect } from './effect.ts'
import type { EvidenceRead } from './evidence.ts'
import type { FailureVocabulary } from './failure.ts'
import type { Default, Mutable, SchemaConstant } from './field.ts'
import type { Reference } from './reference.ts'
import type { Span } from './span.ts'

/** Why a file, or a part of it, could not be read. */
export interface Trouble extends Span {
  readonly says: string
}

/**
 * What one file contains, as data: everything that rules look at. A reader of source files collects it in one walk of
 * the file's tree.
 */
export interface FileFacts {
  /** Its path relative to the project's root, with slashes. */
  readonly path: string
  /** The offset at which each line begins. */
  readonly lineStarts: readonly number[]
  /** Why it cannot be trusted. If there are any, the other facts may be incomplete. */
  readonly troubles: readonly Trouble[]
  readonly allowances: readonly Allowance[]
  readonly references: readonly Reference[]
  readonly ambient: readonly AmbientUse[]
  readonly names: readonly DeclaredName[]
  readonly words: readonly Word[]
  readonly derivations: readonly Derivation[]
  readonly effects: readonly Effect[]
  readonly defaults: readonly Default[]
  readonly mutables: readonly Mutable[]
  readonly schemas: readonly SchemaConstant[]
  readonly failures: readonly FailureVocabulary[]
  readonly evidence: readonly EvidenceRead[]
  readonly anchors: readonly AnchorCall[]
  readonly declaredTypes: readonly DeclaredType[]
  readonly fulfilments: readonly Fulfilment[]
  readonly configs: readonly ConfigUse[]
}
