import * as z from 'zod'
import { type Finding, identityOf } from './finding.ts'

/** So many findings of one identity that are let stand for now, and why. */
export interface BaselineEntry {
  readonly rule: string
  readonly path: string
  readonly within: string
  readonly subject: string
  readonly count: number
  readonly reason: string
  /** The day on which it was written, as `2026-01-31`. */
  readonly since: string
}

/** What a project lets stand from before it was checked. It is written once, and from then on it may only shrink. */
export interface Baseline {
  readonly version: 1
  readonly entries: readonly BaselineEntry[]
}

/** What came of reading a baseline. */
export type BaselineRead =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'wrong'; readonly says: readonly string[] }

const word = z.string().min(1)

const entry = z
  .strictObject({
    rule: word,
    path: word,
    within: z.string(),
    subject: z.string(),
    count: z.int().min(1),
    reason: z.string().regex(/\S/, 'an entry needs a reason'),
    since: z.iso.date(),
  })
  .readonly()

const baseline = z.strictObject({ version: z.literal(1), entries: z.array(entry).readonly() }).readonly()

/** Reads a baseline out of a value. `rules` are the names that its entries may have: health has no baseline. */
export const parseBaseline = (value: unknown, rules: readonly string[]): BaselineRead => {
  const parsed = baseline.safeParse(value)
  if (!parsed.success)
    return {
      kind: 'wrong',
      says: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}.`),
    }
  const { entries } = parsed.data
  const keys = entries.map(keyOf)
  const says = entries.flatMap(({ rule, path, subject }, i) => [
    ...(rules.includes(rule) ? [] : [`entries.${i}.rule: there is no rule "${rule}" that can have a baseline.`]),
    ...(keys.indexOf(keys[i] ?? '') === i ? [] : [`entries.${i}: ${rule} ${path} ${subject} stands there twice.`]),
  ])
  return says.length === 0 ? { kind: 'baseline', baseline: parsed.data } : { kind: 'wrong', says }
}

/** An entry of which there are fewer findings than it lets stand. */
export interface Stale {
  readonly entry: BaselineEntry
  /** Where it stands among the entries. */
  readonly index: number
  readonly found: number
}

/** What a baseline makes of findings. */
export interface Applied<Each extends Finding> {
  /** What it does not cover, in the order given. Of more findings of one identity than it counts, these are the last. */
  readonly findings: readonly Each[]
  readonly baselined: readonly Each[]
  readonly stale: readonly Stale[]
}

/** Takes what a baseline covers from among the findings. `judged` tells of which entries the findings would have been seen; the others are not stale. */
export const applyBaseline = <Each extends Finding>(
  findings: readonly Each[],
  { entries }: Baseline,
  judged: (entry: BaselineEntry) => boolean,
): Applied<Each> => {
  const left = new Map(entries.map((each) => [keyOf(each), each.count]))
  const covered = new Set<Finding>()
  for (const finding of findings) {
    const key = identityOf(finding)
    const count = left.get(key) ?? 0
    if (count === 0) continue
    left.set(key, count - 1)
    covered.add(finding)
  }
  return {
    findings: findings.filter((finding) => !covered.has(finding)),
    baselined: findings.filter((finding) => covered.has(finding)),
    stale: entries.flatMap((each, index) => {
      const unused = left.get(keyOf(each)) ?? 0
      return unused === 0 || !judged(each) ? [] : [{ entry: each, index, found: each.count - unused }]
    }),
  }
}

/** The baseline of a project that has none: everything found, for one reason. */
export const firstBaseline = (findings: readonly Finding[], reason: string, since: string): Baseline => ({
  version: 1,
  entries: [...Map.groupBy(findings, identityOf).values()].flatMap((alike) => {
    const [first] = alike
    if (first === undefined) return []
    const { rule, path, within, subject } = first
    return [{ rule, path, within, subject, count: alike.length, reason, since }]
  }),
})

/** What a baseline becomes when what is gone is taken out of it. Nothing is ever added. */
export const shrunk = ({ version, entries }: Baseline, { stale }: Pick<Applied<Finding>, 'stale'>): Baseline => {
  const found = new Map(stale.map(({ index, found: count }) => [index, count]))
  return {
    version,
    entries: entries.flatMap((each, i) => {
      const count = found.get(i) ?? each.count
      return count === 0 ? [] : [{ ...each, count }]
    }),
  }
}

const keyOf = ({ rule, path, within, subject }: BaselineEntry): string => JSON.stringify([rule, path, within, subject])
