import type { RuleId } from '../../src/domain/rules/rule-id.ts'
import { findingsIn } from './found.ts'

/** The statements that break a rule, out of a list; each is put into a file of its own after the same head. */
export const breaking = (
  rule: RuleId,
  { folder, head, beside }: { readonly folder: string; readonly head: string; readonly beside: string },
  statements: readonly string[],
): readonly string[] => {
  const pathOf = (place: number): string => `${folder}/statement-${place}.ts`
  const parts = statements.map((text, place) => ({ path: pathOf(place), text: `${head}\n${text}\n` }))
  const findings = findingsIn({
    name: rule,
    rule,
    verdict: 'broken',
    parts: [...parts, { path: `${folder}/beside.ts`, text: beside }],
    expected: [],
  })
  const broken = new Set(findings.filter((finding) => finding.rule === rule).map(({ path }) => path))
  return statements.filter((_, place) => broken.has(pathOf(place)))
}
