import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UngroupedFinding } from '../../src/domain/judgement/finding.ts'
import { judge } from '../../src/domain/judgement/judge.ts'
import { rules } from '../../src/domain/rules/rules.ts'
import { readConfig } from '../../src/service/project/config.ts'
import { Project } from '../../src/service/project/project.ts'
import { type Fixture, lay } from './fixture.ts'

/** What a check finds in a fixture, place by place, in order of path and place. */
export const findingsIn = (fixture: Fixture): readonly UngroupedFinding[] => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-fixture-'))
  try {
    lay(folder, fixture)
    const configPath = join(folder, 'tenon.config.ts')
    const read = readConfig(configPath)
    assert.equal(read.kind, 'config')
    if (read.kind !== 'config') return []
    const project = Project.open({ configPath, config: read.config, texts: new Map() })
    return judge(project.read(), rules, 'project').findings
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same as `rule path:line`, each line of a rule once. */
export const found = (fixture: Fixture): readonly string[] =>
  [...new Set(findingsIn(fixture).map(({ rule, path, line }) => `${rule} ${path}:${line}`))].toSorted()
