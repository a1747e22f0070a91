import { dirname } from 'node:path'
import { judge } from '../../../../domain/rules/judgement/judge.ts'
import { together, togetherInFiles } from '../../../../domain/rules/judgement/together.ts'
import { rules } from '../../../../domain/rules/rules.ts'
import { openProject } from '../project/open-project.ts'
import { nothingChecked, type Report, reportOf } from '../report/report.ts'

/** What a check comes to by a config that was just written. */
export const firstCheck = (config: string): Report => {
  const checking = openProject(dirname(config), { config })
  if (checking.kind === 'untrusted') return nothingChecked(checking.findings)
  const reading = checking.project.read()
  const { findings, allowed } = judge(reading, rules, 'project')
  return reportOf(reading, 'project', rules, {
    findings: together(findings),
    allowed: togetherInFiles(allowed),
    baselined: [],
    mended: [],
  })
}
