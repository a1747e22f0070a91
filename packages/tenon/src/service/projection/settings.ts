import type { ProjectSettings } from './run.ts'

/** What a field of the settings must be. */
type Rule = { readonly from: number; readonly to: number } | { readonly words: readonly string[] } | 'boolean'

const RULES: { readonly [Field in keyof ProjectSettings]: Rule } = {
  pageEvents: { from: 1, to: 1_000 },
  until: { words: ['caught_up', 'stopped'] },
  rebuild: 'boolean',
  ifTakenOver: { words: ['stop', 'continue'] },
  backoffMs: { from: 0, to: Number.MAX_SAFE_INTEGER },
  maxBackoffMs: { from: 0, to: Number.MAX_SAFE_INTEGER },
  checkMs: { from: 1, to: Number.MAX_SAFE_INTEGER },
}

/** Checks settings and returns a frozen copy. Throws a `TypeError` that names the invalid field. */
export const checkedSettings = (settings: ProjectSettings): ProjectSettings => {
  const stated: Partial<Record<string, unknown>> = { ...settings }
  const unknown = Object.keys(stated).find((name) => !Object.hasOwn(RULES, name))
  if (unknown !== undefined)
    throw new TypeError(
      `settings.${unknown} is not a field of the settings; allowed: ${Object.keys(RULES).join(', ')}.`,
    )
  for (const [name, rule] of Object.entries(RULES)) {
    const wanted = wantedBy(rule, stated[name])
    if (wanted !== undefined) throw new TypeError(`settings.${name} must be ${wanted}, not ${String(stated[name])}.`)
  }
  return Object.freeze({ ...settings })
}

/** Returns what a value must be, if it is not that. */
const wantedBy = (rule: Rule, value: unknown): string | undefined => {
  if (rule === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false'
  if ('words' in rule)
    return rule.words.some((word) => word === value) ? undefined : rule.words.map((word) => `'${word}'`).join(' or ')
  const { from, to } = rule
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= from && value <= to) return undefined
  return to === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${from}` : `a whole number from ${from} to ${to}`
}
