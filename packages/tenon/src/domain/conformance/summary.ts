import type { Judged } from './case.ts'

/** A case with its verdict. */
export interface Settled {
  readonly id: string
  readonly law: string
  /** What must hold, in one sentence. */
  readonly says: string
  readonly verdict: Judged
}

/** The verdict on a law, from all cases. */
export interface LawVerdict {
  readonly kind: 'kept' | 'broken' | 'unproved' | 'not_promised'
  /**
   * The number of the law's own cases with each verdict. `broken` also counts cases of other laws that broke this one.
   */
  readonly counts: Counts
  /** The cases that broke the law, including cases of other laws. */
  readonly broken: readonly Settled[]
  /** The cases of the law that could not be tried. */
  readonly unproved: readonly Settled[]
  /** The cases of the law that broke another law before they could judge this one. */
  readonly unjudged: readonly Broke[]
  readonly exempt: readonly Settled[]
}

/** A case that broke a law. */
interface Broke extends Settled {
  readonly verdict: Extract<Judged, { readonly kind: 'broken' }>
}

/** The number of cases with each verdict. */
export type Counts = { readonly [Kind in Judged['kind']]: number }

/**
 * Returns the verdict on a law: broken before unproved, before kept, before not promised. A law is unproved if no case
 * of it was tried to its end.
 */
export const verdictOnLaw = ({ cases }: { readonly cases: readonly Settled[] }, law: string): LawVerdict => {
  const own = cases.filter((each) => each.law === law)
  const broken = cases.filter(isBroke).filter(({ verdict }) => verdict.law === law)
  const unjudged = own.filter(isBroke).filter(({ verdict }) => verdict.law !== law)
  const unproved = own.filter(({ verdict }) => verdict.kind === 'unproved')
  const exempt = own.filter(({ verdict }) => verdict.kind === 'exempt')
  const counts = { ...countsOf(own), broken: broken.length }
  return { kind: kindOf(counts, unjudged.length), counts, broken, unproved, unjudged, exempt }
}

const isBroke = (settled: Settled): settled is Broke => settled.verdict.kind === 'broken'

const kindOf = ({ broken, unproved, kept, not_promised: not }: Counts, unjudged: number): LawVerdict['kind'] => {
  if (broken > 0) return 'broken'
  if (unproved > 0) return 'unproved'
  if (kept > 0) return 'kept'
  return not > 0 && unjudged === 0 ? 'not_promised' : 'unproved'
}

/** Counts the verdicts of cases. */
export const countsOf = (cases: readonly Settled[]): Counts => {
  const count = (kind: Judged['kind']): number => cases.filter(({ verdict }) => verdict.kind === kind).length
  return {
    kept: count('kept'),
    broken: count('broken'),
    unproved: count('unproved'),
    not_promised: count('not_promised'),
    exempt: count('exempt'),
  }
}

/**
 * Merges several runs by the ids of cases. A case is broken if a run broke it, and kept if a run proved it and none
 * broke it.
 */
export const merged = (runs: readonly (readonly Settled[])[]): readonly Settled[] => {
  const found = new Map<string, Settled>()
  for (const each of runs.flat()) {
    const before = found.get(each.id)
    if (before === undefined || weight(each) > weight(before)) found.set(each.id, each)
  }
  return [...found.values()]
}

const weight = ({ verdict }: Settled): number => ORDER.indexOf(verdict.kind)

/**
 * A proof counts more than a run that could not try the case: what retries hide under one policy is seen under another.
 */
const ORDER: readonly Judged['kind'][] = ['not_promised', 'exempt', 'unproved', 'kept', 'broken']
