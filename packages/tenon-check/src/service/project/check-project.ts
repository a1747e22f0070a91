import { dirname, resolve } from 'node:path'
import type { CheckConfig } from '../../domain/config/check-config.ts'
import type { Finding } from '../../domain/judgement/finding.ts'
import { judge, type Judgement } from '../../domain/judgement/judge.ts'
import { grouped, groupedByFile, ungrouped } from '../../domain/judgement/grouping.ts'
import { rules } from '../../domain/rules/rules.ts'
import { applyBaselineFile, brokenBaseline, readBaseline, type BaselineResult } from './baseline-file.ts'
import { brokenConfig, brokenProject } from './config-findings.ts'
import { readConfig } from './config.ts'
import { Project } from './project.ts'

/** The result of a check of a whole project. */
export interface Checked {
  /** In order of path and place. Empty if every rule is kept and the check can be trusted. */
  readonly findings: readonly Finding[]
  /** The findings that comments with a reason allow. */
  readonly allowed: readonly Finding[]
  /** The findings that the baseline beside the config covers. */
  readonly baselined: readonly Finding[]
}

/**
 * Checks a project by every rule: `assert.deepEqual(checkProject('tenon.config.ts').findings, [])` in any test runner.
 * `path` is the path of the config. It reads files and runs none of them. An invalid config is a finding. Throws an
 * error with the code `ENOENT` if there is no config.
 */
export const checkProject = (path: string): Checked => {
  const configPath = resolve(path)
  const read = readConfig(configPath)
  switch (read.kind) {
    case 'missing':
      throw Object.assign(new Error(`${configPath} does not exist. Create it with "npx tenon-check init".`), {
        code: 'ENOENT',
      })
    case 'wrong':
      return untrusted(brokenConfig(configPath, read))
    case 'config':
      return checkAll(configPath, read.config)
    default:
      return read satisfies never
  }
}

const untrusted = (findings: readonly Finding[]): Checked => ({ findings, allowed: [], baselined: [] })

const checkAll = (configPath: string, config: CheckConfig): Checked => {
  const root = dirname(configPath)
  try {
    const judged = judge(Project.open({ configPath, config, texts: new Map() }).read(), rules, 'project')
    const read = readBaseline(root)
    switch (read.kind) {
      case 'none':
        return checked({ ...judged, baselined: [] })
      case 'file':
        return checked({ ...judged, ...applyBaselineFile(read.file, judged.findings, null) })
      case 'wrong':
        return untrusted([brokenBaseline(read)])
      default:
        return read satisfies never
    }
  } catch (error) {
    return untrusted([brokenProject(root, error)])
  }
}

const checked = ({ findings, allowed, baselined }: Judgement & BaselineResult): Checked => ({
  findings: grouped(findings),
  allowed: groupedByFile(allowed),
  baselined: ungrouped(baselined),
})
