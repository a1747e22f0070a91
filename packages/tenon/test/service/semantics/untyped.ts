import type { EventStore } from 'tenon'

/** The answer of a store to fields that no type has checked. */
type Answer = { readonly kind: string } | { readonly kind: 'failed'; readonly failure: string; readonly says: string }

/** A store as code without types sees it. */
export interface Untyped {
  append(fields: unknown, call?: unknown): Promise<Answer>
  read(fields: unknown, call?: unknown): Promise<Answer>
  read_all(fields: unknown, call?: unknown): Promise<Answer>
  streams(fields: unknown, call?: unknown): Promise<Answer>
  subscribe(fields: unknown, call?: unknown): AsyncIterator<Answer, undefined>
}

/** A store as code without types sees it. */
export const untyped = (store: EventStore): Untyped => store
