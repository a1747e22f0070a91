import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, project, root } from './project.ts'

/** Guides whose files make one project, and how many of these files are programs that print. */
const GUIDES = { deciders: 4, 'key-value': 4, projections: 4, 'typed-events': 2 }

for (const [name, printing] of Object.entries(GUIDES)) {
  const guide = `docs/${name}.md`
  test(`The programs of ${guide} compile, run, and print what their comments say`, (t) => {
    const folder = project(guide)
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
    assert.equal(compiled.stdout, '')
    const programs = [...filesOf(guide)].filter(([, code]) => code.includes('//=>'))
    assert.equal(programs.length, printing)
    for (const [path, code] of programs) {
      const ran = spawnSync(process.execPath, ['--conditions=tenon-source', path], { cwd: folder, encoding: 'utf8' })
      const promised = [...code.matchAll(/\/\/=> (.*)/g)].map(([, line]) => line)
      assert.deepEqual([ran.stderr, ran.stdout.trim().split('\n')], ['', promised], path)
    }
  })
}
