import { fields, list, parsed, satisfying, string, text } from '../config/shape.ts'
import { type Finding, identityOf } from './finding.ts'

/** A number of findings with one identity that are accepted for now, and why. */
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

/**
 * The findings that a project accepts from before it was checked. It is written once, and can only shrink from then on.
 */
export interface Baseline {
  readonly version: 1
  readonly entries: readonly BaselineEntry[]
}

/** The result of validating a baseline. */
export type BaselineRead =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'wrong'; readonly says: readonly string[] }

/** Validates a baseline. `rules` are the rules that it may name: health findings cannot be in a baseline. */
export const parseBaseline = (value: unknown, rules: readonly string[]): BaselineRead => {
  const read = parsed<Baseline>(value, BASELINE)
  if (read.kind === 'invalid')
    return {
      kind: 'wrong',
      says: read.problems.map(({ path, says }) => `${path.join('.') || 'The baseline'} ${says}.`),
    }
  const { entries } = read.value
  const keys = entries.map(keyOf)
  const says = entries.flatMap(({ rule, path, subject }, i) => [
    ...(rules.includes(rule) ? [] : [`entries.${i}.rule names "${rule}", which is not a rule.`]),
    ...(keys.indexOf(keys[i] ?? '') === i ? [] : [`entries.${i} repeats an entry: ${rule} ${path} ${subject}.`]),
  ])
  return says.length === 0 ? { kind: 'baseline', baseline: read.value } : { kind: 'wrong', says }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1

/** Whether a value is a day of the calendar, as `2026-01-31`: the thirtieth of February is not. */
const isDay = (value: unknown): boolean => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

const ENTRY = fields({
  rule: text,
  path: text,
  within: string,
  subject: string,
  count: satisfying(isCount, 'must be a whole number of at least 1'),
  reason: text,
  since: satisfying(isDay, 'must be a date, such as 2026-01-31'),
})

const BASELINE = fields({ version: satisfying((value) => value === 1, 'must be 1'), entries: list(ENTRY) })

/** An entry that accepts more findings than there are. */
export interface Stale {
  readonly entry: BaselineEntry
  /** Its index among the entries. */
  readonly index: number
  readonly found: number
}

/** The result of applying a baseline to findings. */
export interface Applied<Each extends Finding> {
  /**
   * The findings that it does not cover, in the order given. If there are more findings of one identity than it
   * accepts, these are the last ones.
   */
  readonly findings: readonly Each[]
  readonly baselined: readonly Each[]
  readonly stale: readonly Stale[]
}

/**
 * Separates findings that a baseline covers from the others. `judged` says whether the findings of an entry would have
 * been seen; entries for which it returns `false` are not stale.
 */
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

/** The first baseline of a project: everything found, for one reason. */
export const firstBaseline = (findings: readonly Finding[], reason: string, since: string): Baseline => ({
  version: 1,
  entries: [...Map.groupBy(findings, identityOf).values()].flatMap((alike) => {
    const [first] = alike
    if (first === undefined) return []
    const { rule, path, within, subject } = first
    return [{ rule, path, within, subject, count: alike.length, reason, since }]
  }),
})

/** Removes what is no longer found from a baseline. Adds nothing. */
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
