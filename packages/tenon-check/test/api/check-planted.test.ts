import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkProject } from 'tenon-check'
import { generate } from '../../../../bench/checking/project.ts'

/** Whether a path equals another or is below it; a finding about a folder has the folder's path. */
const isAt = (path: string, at: string): boolean => at === path || path.startsWith(`${at}/`)

test('All twenty violations in a project of two thousand files are found, and nothing else', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-planted-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const planted = generate(folder)
  const { findings } = checkProject(join(folder, 'tenon.config.ts'))
  const missed = planted.filter(
    ({ rule, path }) => !findings.some((each) => each.rule === rule && isAt(path, each.path)),
  )
  const others = findings.filter(
    ({ rule, path }) => !planted.some((each) => each.rule === rule && isAt(each.path, path)),
  )
  assert.equal(planted.length, 20)
  assert.deepEqual([missed, others], [[], []])
})

test('A config without a domain does not pass', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-domainless-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'order.ts'), 'export const limit = 5\n')
  const layers = { domain: [], service: ['*.ts'], api: [], test: [] }
  const config = { layers, ignored: [], pure: [], technologies: [] }
  writeFileSync(join(folder, 'tenon.config.ts'), `export const check = ${JSON.stringify(config)}\n`)
  const { findings } = checkProject(join(folder, 'tenon.config.ts'))
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['empty-layer'],
  )
})
