import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, project, root } from './project.ts'

const GUIDE = 'docs/projections.md'

test('The programs of docs/projections.md compile, run, and print what their comments say', (t) => {
  const folder = project(GUIDE)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(compiled.stdout, '')
  const programs = [...filesOf(GUIDE)].filter(([, code]) => code.includes('//=>'))
  assert.ok(programs.length > 0)
  for (const [path, code] of programs) {
    const ran = spawnSync(process.execPath, ['--conditions=tenon-source', path], { cwd: folder, encoding: 'utf8' })
    const promised = [...code.matchAll(/\/\/=> (.*)/g)].map(([, line]) => line)
    assert.deepEqual([ran.stderr, ran.stdout.trim().split('\n')], ['', promised], path)
  }
})
