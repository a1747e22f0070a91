import { dirname } from 'node:path'
import { judge } from '../../../domain/judgement/judge.ts'
import { grouped, groupedByFile } from '../../../domain/judgement/grouping.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { openProject } from '../project/open-project.ts'
import { nothingChecked, type Report, reportOf } from '../report/report.ts'

/** Checks the project with a config that was just written, and returns the report. */
export const firstCheck = (config: string): Report => {
  const opened = openProject(dirname(config), { config })
  if (opened.kind === 'untrusted') return nothingChecked(opened.findings)
  const reading = opened.project.read()
  const { findings, allowed } = judge(reading, rules, 'project')
  return reportOf(reading, 'project', rules, {
    findings: grouped(findings),
    allowed: groupedByFile(allowed),
    baselined: [],
    mended: [],
  })
}
